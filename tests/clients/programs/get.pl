# LWP with its defaults.
use strict;
use warnings;
use LWP::UserAgent;
my $answer = LWP::UserAgent->new(timeout => 10)->get($ARGV[0]);
print $answer->status_line, "\n";
exit($answer->is_success ? 0 : 1);
