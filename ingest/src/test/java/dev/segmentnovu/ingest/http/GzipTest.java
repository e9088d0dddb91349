package dev.segmentnovu.ingest.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.ingest.http.Gzip.Result;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GzipTest {

  private static final int LIMIT = 100_000;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 16_383, 16_384, 16_385, LIMIT})
  void a_body_up_to_the_limit_is_unpacked(int size) throws IOException {
    byte[] bytes = bytes(size);

    assertUnpacked(Gzip.unpack(packed(bytes), LIMIT), bytes);
  }

  @Test
  void one_byte_over_the_limit_is_too_large() throws IOException {
    assertThat(Gzip.unpack(packed(bytes(LIMIT + 1)), LIMIT)).isEqualTo(new Result.TooLarge());
    assertThat(Gzip.unpack(packed(new byte[50_000_000]), LIMIT)).isEqualTo(new Result.TooLarge());
    byte[] half = packed(bytes(LIMIT / 2 + 1));
    assertThat(Gzip.unpack(together(half, half), LIMIT)).isEqualTo(new Result.TooLarge());
  }

  @Test
  void members_are_unpacked_in_order_up_to_their_limit() throws IOException {
    byte[] member = packed("ab".getBytes(UTF_8));
    byte[][] most = new byte[Gzip.MAX_MEMBERS][];
    Arrays.fill(most, member);

    assertUnpacked(
        Gzip.unpack(together(most), LIMIT), "ab".repeat(Gzip.MAX_MEMBERS).getBytes(UTF_8));
    assertThat(Gzip.unpack(together(together(most), member), LIMIT))
        .isEqualTo(new Result.TooManyMembers());
  }

  @Test
  void bytes_after_the_last_member_are_ignored() throws IOException {
    byte[] member = packed("ab".getBytes(UTF_8));

    assertUnpacked(Gzip.unpack(together(member, new byte[512]), LIMIT), "ab".getBytes(UTF_8));
  }

  @Test
  void optional_fields_of_the_header_are_skipped() throws IOException {
    byte[] plain = packed("ab".getBytes(UTF_8));
    var header = new ByteArrayOutputStream();
    header.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 0});
    header.writeBytes(new byte[] {3, 0, 1, 2, 3}); // extra
    header.writeBytes("name\0comment\0".getBytes(UTF_8));
    var crc = new CRC32();
    crc.update(header.toByteArray());
    header.writeBytes(new byte[] {(byte) crc.getValue(), (byte) (crc.getValue() >> 8)});

    byte[] full = together(header.toByteArray(), Arrays.copyOfRange(plain, 10, plain.length));
    assertUnpacked(Gzip.unpack(full, LIMIT), "ab".getBytes(UTF_8));
  }

  @Test
  void a_truncated_or_changed_body_is_damaged() throws IOException {
    byte[] whole = packed(bytes(100));
    for (int end = 0; end < whole.length; end++) {
      assertThat(Gzip.unpack(Arrays.copyOf(whole, end), LIMIT)).isEqualTo(new Result.Damaged());
    }
    for (int i = 0; i < whole.length; i++) {
      byte[] changed = whole.clone();
      changed[i] ^= 0x55;
      // the checksum does not cover time and system
      if (i < 4 || i > 9) {
        assertThat(Gzip.unpack(changed, LIMIT)).as("byte %d", i).isEqualTo(new Result.Damaged());
      }
    }
  }

  private static void assertUnpacked(Result result, byte[] bytes) {
    assertThat(result)
        .isInstanceOfSatisfying(
            Result.Unpacked.class, unpacked -> assertThat(unpacked.bytes()).isEqualTo(bytes));
  }

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new java.util.Random(1).nextBytes(bytes);
    return bytes;
  }

  private static byte[] packed(byte[] bytes) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    }
    return packed.toByteArray();
  }

  private static byte[] together(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
