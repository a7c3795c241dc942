import java.net.URI;
import okhttp3.CertificatePinner;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/** OkHttp with one pin: `sha256/VALUE` of any certificate in the verified chain. */
public final class Pinned {
  public static void main(String[] args) throws Exception {
    String host = URI.create(args[0]).getHost();
    CertificatePinner pinner = new CertificatePinner.Builder().add(host, "sha256/" + args[1]).build();
    OkHttpClient client = new OkHttpClient.Builder().certificatePinner(pinner).build();
    System.out.println(client.newCall(new Request.Builder().url(args[0]).build()).execute().code());
    System.exit(0);
  }
}
