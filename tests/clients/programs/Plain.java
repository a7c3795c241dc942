import java.net.URI;
import javax.net.ssl.HttpsURLConnection;

/** HttpsURLConnection with the platform's trust. */
public final class Plain {
  public static void main(String[] args) throws Exception {
    HttpsURLConnection connection = (HttpsURLConnection) URI.create(args[0]).toURL().openConnection();
    connection.setConnectTimeout(10000);
    connection.setReadTimeout(10000);
    System.out.println(connection.getResponseCode());
  }
}
