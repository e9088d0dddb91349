package dev.segmentnovu.ingest.admin.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.Secret;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AccessGuardTest {

  private static final AccessGuard TOKEN = new AccessGuard(new Secret("s3cret"));
  private static final AccessGuard OPEN = new AccessGuard(null);

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          Bearer s3cret,   true
          bearer s3cret,   true
          Bearer  s3cret,  true
          Bearer s3cre,    false
          Bearer s3crets,  false
          Bearer S3CRET,   false
          Basic s3cret,    false
          s3cret,          false
          Bearer,          false
          '',              false
          ,                false
          """)
  void with_a_token_each_request_must_carry_it(@Nullable String authorization, boolean allowed) {
    var refusal = TOKEN.refusal(authorization, "relay.example", "https://console.example");

    assertThat(refusal.isEmpty()).isEqualTo(allowed);
    refusal.ifPresent(problem -> assertThat(problem.status()).isEqualTo(401));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          localhost:8081,               true
          LocalHost,                    true
          127.0.0.1:8081,               true
          127.1.2.3,                    true
          [::1]:8081,                   true
          [::1],                        true
          evil.example:8081,            false
          localhost.evil.example,       false
          127.0.0.1.evil.example:8081,  false
          evil-localhost,               false
          127.0.0.1@evil.example,       false
          0.0.0.0:8081,                 false
          192.168.0.1,                  false
          localhost:,                   false
          [::2],                        false
          '',                           false
          ,                             false
          """)
  void without_a_token_the_host_must_be_a_loopback_name(@Nullable String host, boolean allowed) {
    var refusal = OPEN.refusal(null, host, null);

    assertThat(refusal.isEmpty()).isEqualTo(allowed);
    refusal.ifPresent(problem -> assertThat(problem.status()).isEqualTo(403));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          http://localhost:8081,         true
          https://localhost:8081,        true
          HTTP://LOCALHOST:8081,         true
          http://localhost:3000,         false
          http://localhost,              false
          https://evil.example,          false
          http://localhost:8081.evil.example, false
          null,                          false
          '',                            false
          """)
  void without_a_token_pages_of_other_sites_are_refused(String origin, boolean allowed) {
    var refusal = OPEN.refusal(null, "localhost:8081", origin);

    assertThat(refusal.isEmpty()).isEqualTo(allowed);
    refusal.ifPresent(problem -> assertThat(problem.status()).isEqualTo(403));
  }

  @Test
  void a_refusal_does_not_repeat_the_token_of_the_request() {
    assertThat(TOKEN.refusal("Bearer wr0ng", null, null).orElseThrow().json().toString())
        .doesNotContain("wr0ng")
        .doesNotContain("s3cret");
  }
}
