package dev.segmentnovu.relay.cli.check;

import dev.segmentnovu.config.ListenPort;
import dev.segmentnovu.config.ProcessRole;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.TlsFiles;
import dev.segmentnovu.relay.runtime.config.PortCertificates;
import dev.segmentnovu.tls.ServerCertificate;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Checks that the certificates of the ports can be used, and for how long. */
final class TlsCheck {

  /** Authorities renew a month before the end; two weeks before it, something is wrong. */
  private static final Duration SOON = Duration.ofDays(14);

  private TlsCheck() {}

  /** The results, one for each port with a certificate. Blocks. */
  static List<CheckResult> of(RelayConfig config, ProcessRole role, Instant now) {
    Map<ListenPort, TlsFiles> ports = PortCertificates.of(config, role);
    if (ports.isEmpty()) {
      return List.of();
    }
    Vertx vertx = Vertx.vertx();
    try {
      List<CheckResult> findings = new ArrayList<>();
      ports.forEach(
          (port, files) -> {
            String check = "tls of the " + port.title();
            findings.add(
                ServerCertificate.read(vertx, files)
                    .match(
                        certificate -> judge(check, certificate, now),
                        error -> CheckResult.bad(check, error.toString())));
          });
      return findings;
    } finally {
      var unused = vertx.close();
    }
  }

  private static CheckResult judge(String check, ServerCertificate certificate, Instant now) {
    String what = "the certificate of " + certificate.subject();
    if (now.isBefore(certificate.validFrom())) {
      return CheckResult.bad(
          check, what + " is not valid before " + certificate.validFrom() + ": clients refuse it");
    }
    if (now.isAfter(certificate.validUntil())) {
      return CheckResult.bad(
          check, what + " ended at " + certificate.validUntil() + ": renew it, clients refuse it");
    }
    if (now.plus(SOON).isAfter(certificate.validUntil())) {
      return CheckResult.hint(
          check, what + " ends at " + certificate.validUntil() + ": see that it is renewed");
    }
    return CheckResult.good(check, what + " is valid until " + certificate.validUntil());
  }
}
