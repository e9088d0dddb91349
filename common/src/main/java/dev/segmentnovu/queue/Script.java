package dev.segmentnovu.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The Lua scripts, each a resource with its contract on top. */
enum Script {
  ENQUEUE,
  CLAIM,
  SETTLE,
  REPLAY,
  PARK,
  DELETE,
  LETTERS,
  TRIM,
  SURVEY,
  AUDIT,
  RECOUNT,
  LETTER,
  STATS;

  private final String text = read(name().toLowerCase(java.util.Locale.ROOT) + ".lua");

  String text() {
    return text;
  }

  private static String read(String resource) {
    try (var in = Script.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("The script " + resource + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
