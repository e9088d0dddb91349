package dev.segmentnovu.ingest.admission;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.segmentnovu.config.Secret;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Only the HMAC of the very bytes is a signature, whatever a client sends in its place. */
final class SignaturesFuzzTest {

  private static final Secret SECRET = new Secret("abc123");
  private static final List<Secret> SECRETS = List.of(new Secret("old"), SECRET);

  /** The first line of the input is the signature, the rest is the body. */
  @FuzzTest(maxDuration = "1m")
  void only_the_hmac_of_the_bytes_is_a_signature(byte[] input) {
    int end = 0;
    while (end < input.length && input[end] != '\n') {
      end++;
    }
    String given = new String(input, 0, end, UTF_8);
    byte[] body = Arrays.copyOfRange(input, Math.min(end + 1, input.length), input.length);
    String right = hmac(body, SECRET);
    String old = hmac(body, SECRETS.get(0));

    String digits = given.strip().toLowerCase(Locale.ROOT);
    assertThat(Signatures.ofBodyOrFirst(given, body, null, SECRETS))
        .isEqualTo(digits.equals(right) ? SECRET : digits.equals(old) ? SECRETS.get(0) : null);
    assertThat(Signatures.ofBodyOrFirst(right, body, null, SECRETS)).isEqualTo(SECRET);
    if (body.length > 0) {
      body[0] ^= 1;
      assertThat(Signatures.ofBodyOrFirst(right, body, null, SECRETS)).isNull();
    }
  }

  private static String hmac(byte[] body, Secret secret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(secret.value().getBytes(UTF_8), "HmacSHA1"));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
