package dev.segmentnovu.relay.cli.send;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WebhookSignatureTest {

  @Test
  void the_signature_is_hex_hmac_sha1() {
    // the second test case of RFC 2202
    assertThat(WebhookSignature.of("Jefe", "what do ya want for nothing?".getBytes(UTF_8)))
        .isEqualTo("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
  }
}
