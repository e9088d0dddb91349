package dev.segmentnovu.relay.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The note of the ports in a real directory. */
class UpNoteTest {

  private static final URI ADMIN = URI.create("http://127.0.0.1:18081");

  @TempDir private Path directory;

  @Test
  void a_command_reads_what_a_running_relay_has_noted() throws IOException {
    var note = new UpNote(18080, ADMIN, URI.create("http://127.0.0.1:18090"));
    var withoutSandbox = new UpNote(18080, ADMIN, null);
    try (var data = DataDirectory.hold(directory)) {
      note.write(data);
      assertThat(UpNote.read(directory)).contains(note);
      withoutSandbox.write(data);
      assertThat(UpNote.read(directory)).contains(withoutSandbox);

      UpNote.remove(data);
      assertThat(UpNote.read(directory)).isEmpty();
    }
  }

  @Test
  void the_note_of_a_relay_that_was_killed_does_not_count() throws Exception {
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    Files.writeString(
        directory.resolve("up.json"),
        "{\"process\":" + ended.pid() + ",\"ingestPort\":18080,\"sandbox\":null}");

    assertThat(UpNote.read(directory)).isEmpty();
  }

  @Test
  void a_note_that_is_only_half_there_does_not_count() throws IOException {
    Files.writeString(directory.resolve("up.json"), "{\"process\":");

    assertThat(UpNote.read(directory)).isEmpty();
    assertThat(UpNote.read(directory.resolve("none"))).isEmpty();
  }
}
