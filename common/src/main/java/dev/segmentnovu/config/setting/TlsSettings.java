package dev.segmentnovu.config.setting;

import static dev.segmentnovu.config.setting.form.ValueTypes.TEXT;

import dev.segmentnovu.config.TlsFiles;
import dev.segmentnovu.config.setting.form.Section;
import dev.segmentnovu.config.setting.form.Setting;
import dev.segmentnovu.config.setting.form.SettingValues;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The settings of {@code tls}, and of {@code tls} in the section of each port. */
public final class TlsSettings {

  private static final String LINK = "operations/access.md#tls";
  private static final String OFF = "off";

  static final Section TLS =
      Section.top(
          "tls",
          "The certificate of every port that has no other; without one, a port speaks plain HTTP");

  public static final Setting<Optional<String>> CERT =
      TLS.setting("cert", TEXT)
          .variable("RELAY_TLS_CERT")
          .describe("The file of the certificate in PEM, followed by those of its issuers")
          .link(LINK)
          .orEmpty();

  public static final Setting<Optional<String>> KEY =
      TLS.setting("key", TEXT)
          .variable("RELAY_TLS_KEY")
          .describe("The file of its private key in PEM, without a passphrase")
          .orEmpty();

  private TlsSettings() {}

  /** The certificate of one port. */
  public static final class OfPort {

    public final Setting<Optional<String>> cert;
    public final Setting<Optional<String>> key;

    OfPort(Section port, String variables) {
      Section section =
          port.section("tls", "The certificate of this port, in place of that of tls");
      cert =
          section
              .setting("cert", TEXT)
              .variable(variables + "_TLS_CERT")
              .describe(
                  "The file of the certificate in PEM, followed by those of its issuers; off for"
                      + " plain HTTP on this port")
              .link(LINK)
              .orEmpty();
      key =
          section
              .setting("key", TEXT)
              .variable(variables + "_TLS_KEY")
              .describe("The file of its private key in PEM, without a passphrase")
              .orEmpty();
    }

    /** The files that are set for this port, or for all ports; null for plain HTTP. */
    @Nullable TlsFiles files(SettingValues values) {
      Optional<String> own = values.get(cert);
      Optional<String> ownKey = values.get(key);
      boolean off = own.filter(OFF::equals).isPresent();
      if (off && ownKey.isPresent()) {
        values.error(key, "has no use while " + values.label(cert) + " is off: leave it out");
      }
      if (off) {
        return null;
      }
      TlsFiles ofAll = pair(values, CERT, KEY);
      TlsFiles ofPort = pair(values, cert, key);
      return own.isPresent() || ownKey.isPresent() ? ofPort : ofAll;
    }
  }

  private static @Nullable TlsFiles pair(
      SettingValues values, Setting<Optional<String>> cert, Setting<Optional<String>> key) {
    Path certificate = file(values, cert);
    Path privateKey = file(values, key);
    if (certificate == null && privateKey != null) {
      values.error(cert, "is required with " + values.label(key) + ": the file of its certificate");
    }
    if (privateKey == null && certificate != null) {
      values.error(key, "is required with " + values.label(cert) + ": the file of its private key");
    }
    return certificate == null || privateKey == null
        ? null
        : new TlsFiles(certificate, privateKey, values.label(cert), values.label(key));
  }

  private static @Nullable Path file(SettingValues values, Setting<Optional<String>> setting) {
    try {
      return values.get(setting).map(Path::of).orElse(null);
    } catch (InvalidPathException e) {
      values.error(setting, "must be the path of a file");
      return null;
    }
  }
}
