package dev.segmentnovu.ingest.admission;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.Secret;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SignaturesTest {

  private static final List<Secret> BOTH = List.of(new Secret("old"), new Secret("abc123"));

  /** Of {@code {"a":1}} under abc123, computed with openssl dgst -sha1 -hmac abc123. */
  private static final String GOOD = "3e00835f622cfab98f4a3b8a6c14ff71e8fd2d21";

  @ParameterizedTest
  @CsvSource({
    GOOD + ", true",
    "'" + GOOD + " ', true",
    "'', false",
    "zz, false",
    "00, false",
    GOOD + "00, false",
  })
  void a_signature_is_the_hmac_of_the_raw_bytes_under_any_of_the_secrets(
      String signature, boolean matches) {
    byte[] bytes = "[{\"a\":1}]".getBytes(UTF_8);

    String upper = signature.toUpperCase(java.util.Locale.ROOT);

    assertThat(Signatures.secretOf(signature, bytes, 1, 8, BOTH) != null).isEqualTo(matches);
    assertThat(Signatures.secretOf(upper, bytes, 1, 8, BOTH) != null).isEqualTo(matches);
    assertThat(Signatures.secretOf(signature, bytes, 0, 9, BOTH)).isNull();
    assertThat(Signatures.secretOf(signature, bytes, 1, 8, List.of(new Secret("old")))).isNull();
    assertThat(Signatures.secretOf(signature, bytes, 1, 8, List.of())).isNull();
  }
}
