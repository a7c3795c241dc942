# Net::HTTP with its defaults.
require 'net/http'
uri = URI(ARGV[0])
begin
  puts Net::HTTP.start(uri.host, uri.port, use_ssl: true, open_timeout: 10) { |http| http.get('/').code }
rescue StandardError => e
  puts e.message
  exit 1
end
