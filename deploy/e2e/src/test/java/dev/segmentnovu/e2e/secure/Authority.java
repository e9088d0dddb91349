package dev.segmentnovu.e2e.secure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A certificate authority of the test, with a certificate for servers on 127.0.0.1, made by the
 * JDK's keytool. Java trusts it as docs/configuration.md describes: in a copy of {@code cacerts}.
 */
final class Authority {
  private static final String PASSWORD = "changeit";
  private static final String ISSUER = "authority";
  private static final String SERVER = "server";
  private static final Base64.Encoder MIME = Base64.getMimeEncoder(64, new byte[] {'\n'});

  private final Path directory;
  private final Path keys;

  /** Makes the files in {@code directory}. */
  Authority(Path directory) throws IOException, InterruptedException, GeneralSecurityException {
    this.directory = Files.createDirectories(directory);
    keys = directory.resolve("keys.p12");
    keytool(
        keys,
        "-genkeypair",
        "-alias",
        ISSUER,
        "-keyalg",
        "EC",
        "-dname",
        "CN=Own CA",
        "-ext",
        "bc:c");
    keytool(
        keys,
        "-genkeypair",
        "-alias",
        SERVER,
        "-keyalg",
        "EC",
        "-dname",
        "CN=redis",
        "-signer",
        ISSUER,
        "-ext",
        "san=ip:127.0.0.1");
    KeyStore made = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      made.load(in, PASSWORD.toCharArray());
    }
    write("ca.crt", "CERTIFICATE", made.getCertificate(ISSUER).getEncoded());
    write("server.crt", "CERTIFICATE", made.getCertificate(SERVER).getEncoded());
    write("server.key", "PRIVATE KEY", made.getKey(SERVER, PASSWORD.toCharArray()).getEncoded());
    Files.copy(
        Path.of(System.getProperty("java.home"), "lib", "security", "cacerts"),
        directory.resolve("cacerts"));
    keytool(
        directory.resolve("cacerts"),
        "-importcert",
        "-noprompt",
        "-alias",
        "own",
        "-file",
        directory.resolve("ca.crt").toString());
  }

  /** The value of JAVA_TOOL_OPTIONS with which a process trusts the authority. */
  String trust() {
    return "-Djavax.net.ssl.trustStore=" + directory.resolve("cacerts");
  }

  /**
   * The options of a Redis that speaks TLS on {@code port}, with its replicas and its cluster too.
   */
  List<String> tls(int port) {
    return List.of(
        "tls-port " + port,
        "tls-cert-file " + directory.resolve("server.crt"),
        "tls-key-file " + directory.resolve("server.key"),
        "tls-ca-cert-file " + directory.resolve("ca.crt"),
        "tls-auth-clients no",
        "tls-replication yes");
  }

  private void write(String name, String type, byte[] der) throws IOException {
    Files.writeString(
        directory.resolve(name),
        "-----BEGIN %s-----%n%s%n-----END %1$s-----%n".formatted(type, MIME.encodeToString(der)));
  }

  private static void keytool(Path store, String command, String... options)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    line.addAll(List.of(command, "-keystore", store.toString(), "-storepass", PASSWORD));
    line.addAll(List.of(options));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), Charset.defaultCharset());
    assertThat(process.waitFor()).as(said).isZero();
  }
}
