package dev.segmentnovu.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.segmentnovu.ingest.http.Gzip.Result;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** Any bytes are unpacked within the limit or refused, and what Java packs is unpacked again. */
final class GzipFuzzTest {

  private static final int LIMIT = 65_536;

  @FuzzTest(maxDuration = "1m")
  void a_body_is_unpacked_within_the_limit_or_refused(byte[] body) {
    assertWithinTheLimit(Gzip.unpack(body, LIMIT));
    Result again = Gzip.unpack(packed(body), LIMIT);
    if (body.length > LIMIT) {
      assertThat(again).isEqualTo(new Result.TooLarge());
    } else {
      assertThat(again)
          .isInstanceOfSatisfying(
              Result.Unpacked.class, unpacked -> assertThat(unpacked.bytes()).isEqualTo(body));
    }
  }

  private static void assertWithinTheLimit(Result result) {
    if (result instanceof Result.Unpacked unpacked) {
      assertThat(unpacked.bytes().length).isLessThanOrEqualTo(LIMIT);
    }
  }

  private static byte[] packed(byte[] bytes) {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
