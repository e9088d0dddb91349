package dev.segmentnovu.tls;

import dev.segmentnovu.config.ConfigError;
import java.util.function.Function;

/** What the files of a certificate hold. */
public sealed interface CertificateReading {

  /** The function of this case. A caller does not compile until it handles a new case. */
  <R> R match(Function<ServerCertificate, R> usable, Function<ConfigError, R> unusable);

  /** A port can use them. */
  record Usable(ServerCertificate certificate) implements CertificateReading {
    @Override
    public <R> R match(Function<ServerCertificate, R> usable, Function<ConfigError, R> unusable) {
      return usable.apply(certificate);
    }
  }

  /** No port can use them; the error names the setting and says what to do. */
  record Unusable(ConfigError error) implements CertificateReading {

    Unusable(String setting, String problem) {
      this(new ConfigError(setting, problem));
    }

    @Override
    public <R> R match(Function<ServerCertificate, R> usable, Function<ConfigError, R> unusable) {
      return unusable.apply(error);
    }
  }
}
