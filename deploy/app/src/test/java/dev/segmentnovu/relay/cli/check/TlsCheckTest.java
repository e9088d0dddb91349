package dev.segmentnovu.relay.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.ProcessRole;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.TlsFiles;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import dev.segmentnovu.testing.Configs;
import dev.segmentnovu.testing.PemFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code relay check} says of certificates. */
final class TlsCheckTest {

  @TempDir private Path directory;

  private static RelayConfig withOpsTls(TlsFiles files) {
    RelayConfig config = Configs.defaults();
    return new RelayConfig(
        config.redis(),
        config.queue(),
        config.ingest(),
        config.admin(),
        new RelayConfig.Ops("127.0.0.1", 0, files),
        config.alerts(),
        config.sources());
  }

  private CheckResult check(TlsFiles files, Instant now) {
    List<CheckResult> results = TlsCheck.of(withOpsTls(files), ProcessRole.WORKER, now);
    assertThat(results).hasSize(1);
    assertThat(results.get(0).check()).isEqualTo("tls of the ops port");
    return results.get(0);
  }

  @Test
  void a_certificate_is_good_until_two_weeks_before_its_end() throws Exception {
    TlsFiles files = new PemFiles(directory).make("relay", "EC", "-validity", "90");
    Instant now = Instant.now();

    CheckResult good = check(files, now);
    assertThat(good.isGood()).isTrue();
    assertThat(good.isHint()).isFalse();
    assertThat(good.detail()).contains("CN=relay is valid until ");
    CheckResult soon = check(files, now.plus(Duration.ofDays(80)));
    assertThat(soon.isHint()).isTrue();
    assertThat(soon.detail()).contains("renewed");
    CheckResult over = check(files, now.plus(Duration.ofDays(91)));
    assertThat(over.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(over.detail()).contains("ended at", "renew it");
    CheckResult early = check(files, now.minus(Duration.ofDays(1)));
    assertThat(early.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(early.detail()).contains("is not valid before");
  }

  @Test
  void files_that_cannot_be_used_are_named() {
    CheckResult result = check(new PemFiles(directory).files("none"), Instant.now());

    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(result.detail()).startsWith("tls.cert: names the file").endsWith("there is none");
  }

  @Test
  void only_the_ports_of_the_role_are_checked() {
    RelayConfig config = withOpsTls(new PemFiles(directory).files("none"));

    assertThat(TlsCheck.of(config, ProcessRole.INGEST, Instant.now())).isEmpty();
    assertThat(TlsCheck.of(config, ProcessRole.BOTH, Instant.now())).hasSize(1);
  }
}
