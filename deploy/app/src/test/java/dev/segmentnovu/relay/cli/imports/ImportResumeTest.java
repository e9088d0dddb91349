package dev.segmentnovu.relay.cli.imports;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.relay.fixture.CannedRelay;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An import that fails, waits or is repeated. */
final class ImportResumeTest {

  @TempDir private Path directory;

  private CannedRelay relay;
  private History history;

  @BeforeEach
  void start() throws Exception {
    relay = new CannedRelay();
    history = new History(relay, directory);
  }

  @AfterEach
  void stop() {
    relay.close();
  }

  private JsonNode state() throws Exception {
    return EventCodec.JSON.readTree(Files.readAllBytes(history.noted()));
  }

  @Test
  void a_finished_import_is_not_sent_again() throws Exception {
    history.writeTracks(2);
    relay.on(History.IMPORT, History.TAKEN);
    history.run("--yes");

    var again = history.run("--yes");
    assertThat(again.err()).contains("is imported already", "--restart");
    assertThat(relay.received()).hasSize(1);

    history.run("--yes", "--restart");
    assertThat(relay.received()).hasSize(2);
  }

  @Test
  void after_a_failure_the_same_command_goes_on_behind_the_last_batch() throws Exception {
    history.writeTracks(6);
    relay
        .on(History.IMPORT, History.TAKEN)
        .on(
            History.IMPORT,
            503,
            "{'success':false,'message':'Redis is away'}",
            Map.of("Retry-After", "0"));

    var failed = history.run("--batch", "2", "--tries", "2", "--yes");
    assertThat(failed.exitCode()).isEqualTo(69);
    assertThat(failed.err()).contains("503 Redis is away", "repeat the command to go on");
    assertThat(state().path("lines").asLong()).isEqualTo(2);
    assertThat(history.sent()).containsExactly("m1 m2", "m3 m4", "m3 m4");

    try (var back = new CannedRelay()) {
      back.environment.putAll(relay.environment);
      back.on(History.IMPORT, History.TAKEN);
      var other = back.run("import", history.file().toString(), "--url", back.url(), "--yes");
      assertThat(other.exitCode()).isEqualTo(2);
      assertThat(other.err()).contains("is of an import to " + relay.url());
    }
  }

  @Test
  void an_import_goes_on_where_it_was_and_finishes() throws Exception {
    history.writeTracks(5);
    relay
        .on(History.IMPORT, History.TAKEN)
        .on(History.IMPORT, 503, "{'message':'Redis is away'}", Map.of("Retry-After", "0"))
        .on(History.IMPORT, History.TAKEN);

    assertThat(history.run("--batch", "2", "--tries", "1", "--yes").exitCode()).isEqualTo(69);
    assertThat(history.run("--batch", "2", "--tries", "1", "--yes").exitCode()).isZero();

    assertThat(history.sent()).containsExactly("m1 m2", "m3 m4", "m3 m4", "m5");
  }

  @Test
  void a_file_that_has_changed_is_not_continued() throws Exception {
    history.writeTracks(4);
    relay
        .on(History.IMPORT, History.TAKEN)
        .on(History.IMPORT, 503, "{'message':'Redis is away'}", Map.of("Retry-After", "0"));
    history.run("--batch", "2", "--tries", "1", "--yes");
    history.write(History.track(7), History.track(8), History.track(9));

    var run = history.run("--yes");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("The first 2 lines are not those", "--restart");
  }

  @Test
  void other_content_under_the_name_of_a_finished_import_is_not_skipped() throws Exception {
    history.writeTracks(2);
    relay.on(History.IMPORT, History.TAKEN);
    history.run("--yes");
    history.write(History.track(7), History.track(8), History.track(9));

    var run = history.run("--yes");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("The first 2 lines are not those", "--state", "--restart");
    assertThat(history.sent()).containsExactly("m1 m2");
  }

  @Test
  void lines_that_were_added_to_a_finished_file_are_sent() throws Exception {
    history.writeTracks(2);
    relay.on(History.IMPORT, History.TAKEN);
    history.run("--yes");
    history.writeTracks(5);

    var run = history.run("--yes");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(history.sent()).containsExactly("m1 m2", "m3 m4 m5");
    assertThat(run.out()).containsPattern("To send +3 events");
    assertThat(history.run("--yes").err()).contains("is imported already");
  }

  @Test
  void an_import_of_some_types_is_not_continued_with_others() throws Exception {
    history.write("{'type':'identify','userId':'u1','messageId':'i1'}", History.track(2));
    relay.on(History.IMPORT, History.TAKEN);
    history.run("--only", "identify", "--yes");

    var tracks = history.run("--only", "track", "--yes");
    assertThat(tracks.exitCode()).isEqualTo(2);
    assertThat(tracks.err())
        .contains("of identify events only, and this one is of track events only", "--state");

    assertThat(history.run("--yes").err()).contains("this one is of all events", "--restart");
    assertThat(history.sent()).containsExactly("i1");
  }

  @Test
  void retry_after_is_respected() throws Exception {
    history.writeTracks(1);
    relay
        .on(History.IMPORT, 429, "{'message':'busy'}", Map.of("Retry-After", "0"))
        .on(History.IMPORT, History.TAKEN);

    var run = history.run("--yes");

    assertThat(run.err()).contains("(429 busy); the next try is in 0 s");
    assertThat(run.exitCode()).isZero();
    assertThat(history.sent()).containsExactly("m1", "m1");
  }

  @Test
  void standard_input_and_gzip_are_read_too() throws Exception {
    relay.on(History.IMPORT, History.TAKEN);
    relay.input = History.track(1).replace('\'', '"');
    Path state = directory.resolve("state");

    var typed =
        relay.run("import", "-", "--url", relay.url(), "--yes", "--state", state.toString());
    assertThat(typed.exitCode()).as(typed.err()).isZero();
    assertThat(state).exists();

    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(History.track(2).replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
    Files.write(history.file(), bytes.toByteArray());
    assertThat(history.run("--yes").exitCode()).isZero();
    assertThat(history.sent()).containsExactly("m1", "m2");
  }

  @Test
  void a_relay_that_never_answered_is_not_waited_for() throws Exception {
    history.writeTracks(1);
    relay.close();

    var run = history.run("--yes");

    assertThat(run.exitCode()).isEqualTo(69);
    assertThat(run.err()).contains("There is no connection to " + relay.url());
  }
}
