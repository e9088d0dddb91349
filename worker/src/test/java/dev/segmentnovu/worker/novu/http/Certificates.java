package dev.segmentnovu.worker.novu.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Certificates for 127.0.0.1, made by the JDK's keytool. */
final class Certificates {
  static final String PASSWORD = "changeit";

  private static final String AUTHORITY = "authority";

  private final Path keys;

  /** A certificate authority whose files are in {@code directory}. */
  Certificates(Path directory) throws IOException, InterruptedException {
    keys = directory.resolve("keys.p12");
    make(AUTHORITY, "-dname", "CN=Authority of the tests", "-ext", "bc:c");
  }

  /** A certificate of the authority, for this name or address. */
  void issue(String alias, String name, String... more) throws IOException, InterruptedException {
    var options = new ArrayList<>(List.of("-signer", AUTHORITY, "-dname", "CN=Novu"));
    options.addAll(List.of("-ext", "san=" + name));
    options.addAll(List.of(more));
    make(alias, options.toArray(String[]::new));
  }

  /** A self-signed certificate. */
  void signItself(String alias, String name) throws IOException, InterruptedException {
    make(alias, "-dname", "CN=Novu", "-ext", "san=" + name);
  }

  /** A trust store with the authority in it. */
  Path trustStore() throws IOException, InterruptedException {
    Path certificate = keys.resolveSibling("authority.pem");
    Path trusted = keys.resolveSibling("trusted.p12");
    keytool(keys, "-exportcert", "-alias", AUTHORITY, "-file", certificate.toString());
    keytool(trusted, "-importcert", "-noprompt", "-alias", AUTHORITY, "-file", certificate + "");
    return trusted;
  }

  /** The options of a server with this certificate. */
  PfxOptions of(String alias) {
    return new PfxOptions().setPath(keys.toString()).setPassword(PASSWORD).setAlias(alias);
  }

  private void make(String alias, String... options) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("-alias", alias, "-keyalg", "EC"));
    all.addAll(List.of(options));
    keytool(keys, "-genkeypair", all.toArray(String[]::new));
  }

  private static void keytool(Path store, String command, String... options)
      throws IOException, InterruptedException {
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    List<String> line = new ArrayList<>(List.of(keytool.toString(), command));
    line.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12"));
    line.addAll(List.of("-storepass", PASSWORD));
    line.addAll(List.of(options));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    var said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.Charset.defaultCharset());
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
  }
}
