package dev.segmentnovu.relay.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Lines for a reader that stands still. */
@Timeout(60)
final class QueuedLinesTest {

  private static final String LINE = "x".repeat(1_000);

  private final CountDownLatch reads = new CountDownLatch(1);
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PatternLayoutEncoder encoder = new PatternLayoutEncoder();
  private final QueuedLines lines = new QueuedLines(encoder, () -> new Reader());
  private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final Logger log = context.getLogger(QueuedLines.class);

  /** Takes nothing until the test lets it. */
  private final class Reader extends OutputStream {
    @Override
    public void write(int b) {
      throw new AssertionError("lines are written as a whole");
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      try {
        reads.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      synchronized (written) {
        written.write(bytes, from, length);
      }
    }
  }

  @BeforeEach
  void start() {
    encoder.setContext(context);
    encoder.setPattern("%level %msg%n");
    encoder.start();
    lines.setContext(context);
    lines.start();
    log.setAdditive(false);
    log.setLevel(Level.INFO);
    log.addAppender(lines);
  }

  @AfterEach
  void stop() {
    reads.countDown();
    log.detachAppender(lines);
    log.setAdditive(true);
    log.setLevel(null);
  }

  private List<String> written() {
    synchronized (written) {
      return written.toString(UTF_8).lines().toList();
    }
  }

  @Test
  void nobody_waits_for_the_reader_and_what_is_left_out_is_counted() {
    int many = 2 * QueuedLines.MAX_BYTES / LINE.length();
    for (int i = 0; i < many; i++) {
      log.info("{} {}", i, LINE);
    }
    log.warn("there is room for this one");

    assertThat(written()).isEmpty();
    reads.countDown();
    await().until(() -> written().stream().anyMatch(line -> line.contains("are left out")));

    List<String> all = written();
    int kept = all.size() - 2;
    assertThat(kept).isBetween(many / 4, many / 2);
    for (int i = 0; i < kept; i++) {
      assertThat(all.get(i)).startsWith("INFO " + i + " ");
    }
    assertThat(all.get(kept)).isEqualTo("WARN there is room for this one");
    assertThat(all.get(kept + 1))
        .isEqualTo(
            "ERROR " + (many - kept) + " lines are left out here: who reads the log is too slow");
  }

  @Test
  void at_the_end_a_call_returns_when_its_line_is_written() throws Exception {
    log.info("before");
    var end = new Thread(lines::end);
    end.start();
    reads.countDown();
    end.join(TimeUnit.SECONDS.toMillis(20));
    assertThat(written()).containsExactly("INFO before");

    for (int i = 0; i < 100; i++) {
      log.info("{}", i);
      assertThat(written()).hasSize(i + 2);
    }
  }

  @Test
  void a_reader_that_stands_still_does_not_keep_a_process_from_its_end() {
    log.info("before");

    lines.end();

    log.info("not written, and not waited for");
    assertThat(written()).isEmpty();
  }
}
