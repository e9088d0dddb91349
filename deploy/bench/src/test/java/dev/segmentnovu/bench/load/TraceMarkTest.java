package dev.segmentnovu.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TraceMarkTest {

  @Test
  void a_mark_is_found_at_any_position_among_any_bytes() {
    for (int before = 0; before < 40; before++) {
      String text = "a@b.example " + "x".repeat(before) + TraceMark.BLANK + "@@@";
      byte[] bytes = text.getBytes(US_ASCII);

      assertThat(TraceMark.find(bytes, 0, bytes.length)).isEqualTo(12 + before);
      assertThat(TraceMark.find(bytes, 13 + before, bytes.length)).isEqualTo(-1);
      assertThat(TraceMark.find(bytes, 0, bytes.length - 4)).isEqualTo(-1);
    }
  }
}
