package dev.segmentnovu.relay.runtime.config;

import dev.segmentnovu.config.ConfigError;
import dev.segmentnovu.config.ListenPort;
import dev.segmentnovu.config.ProcessRole;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.TlsFiles;
import dev.segmentnovu.tls.ServerCertificate;
import io.vertx.core.Vertx;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The certificates of the ports that a process opens. */
public final class PortCertificates {

  private PortCertificates() {}

  /** The files of each port that speaks TLS in a process of this role. */
  public static Map<ListenPort, TlsFiles> of(RelayConfig config, ProcessRole role) {
    Map<ListenPort, TlsFiles> files = new EnumMap<>(ListenPort.class);
    if (role.takesIn()) {
      put(files, ListenPort.INGEST, config.ingest().tls());
      put(files, ListenPort.ADMIN, config.admin().tls());
    }
    if (role.delivers()) {
      put(files, ListenPort.OPS, config.ops().tls());
    }
    return files;
  }

  private static void put(
      Map<ListenPort, TlsFiles> all, ListenPort port, @Nullable TlsFiles files) {
    if (files != null) {
      all.put(port, files);
    }
  }

  /** Why certificates of a process of this role cannot be used. Reads them, so it blocks. */
  public static List<ConfigError> errors(Vertx vertx, RelayConfig config, ProcessRole role) {
    return of(config, role).values().stream()
        .distinct()
        .map(files -> ServerCertificate.read(vertx, files))
        .flatMap(
            reading -> reading.<List<ConfigError>>match(usable -> List.of(), List::of).stream())
        .toList();
  }
}
