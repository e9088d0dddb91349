package dev.segmentnovu.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.TlsFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Self-signed certificates for 127.0.0.1 in PEM, made by the JDK's keytool. */
public final class PemFiles {

  private static final String PASSWORD = "changeit";
  private static final String ALIAS = "relay";
  private static final Base64.Encoder MIME = Base64.getMimeEncoder(64, new byte[] {'\n'});

  private final Path directory;

  /** Writes into this directory. */
  public PemFiles(Path directory) {
    this.directory = directory;
  }

  /**
   * Makes {@code name.crt} and {@code name.key}, and overwrites them.
   *
   * @param algorithm RSA or EC
   * @param more options of {@code keytool -genkeypair}
   */
  public TlsFiles make(String name, String algorithm, String... more)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path store = directory.resolve(name + ".p12");
    Files.deleteIfExists(store);
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    line.addAll(List.of("-genkeypair", "-alias", ALIAS, "-keyalg", algorithm));
    line.addAll(List.of("-dname", "CN=" + name, "-ext", "san=ip:127.0.0.1"));
    line.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12"));
    line.addAll(List.of("-storepass", PASSWORD));
    line.addAll(List.of(more));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), Charset.defaultCharset());
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    TlsFiles files = files(name);
    write(files.cert(), "CERTIFICATE", keys.getCertificate(ALIAS).getEncoded());
    write(files.key(), "PRIVATE KEY", keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
    return files;
  }

  /** The names of two files, which may not be there. */
  public TlsFiles files(String name) {
    return new TlsFiles(
        directory.resolve(name + ".crt"), directory.resolve(name + ".key"), "tls.cert", "tls.key");
  }

  /** A context that trusts the certificate in this file only. */
  public static SSLContext trusting(Path cert) throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (InputStream in = Files.newInputStream(cert)) {
      Certificate certificate =
          java.security.cert.CertificateFactory.getInstance("X.509").generateCertificate(in);
      trusted.setCertificateEntry(ALIAS, certificate);
    }
    var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), new SecureRandom());
    return context;
  }

  private static void write(Path file, String type, byte[] der) throws IOException {
    Files.writeString(
        file,
        "-----BEGIN "
            + type
            + "-----\n"
            + MIME.encodeToString(der)
            + "\n-----END "
            + type
            + "-----\n");
  }
}
