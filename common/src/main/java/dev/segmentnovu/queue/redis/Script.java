package dev.segmentnovu.queue.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The Lua scripts, each a resource with its contract on top. Those that work off what is there are
 * flagged {@code allow-oom}, which needs Redis 7: else a Redis that is full could not be emptied.
 */
public enum Script {
  ENQUEUE,
  CLAIM,
  SETTLE,
  REPLAY,
  PARK,
  FORGET,
  DELETE,
  LETTERS,
  TRIM,
  SURVEY,
  AUDIT,
  RECOUNT,
  SERVER,
  PROBE_ENQUEUE,
  PROBE_CLAIM,
  LETTER,
  BUDGET,
  BUDGETS,
  IDEMPOTENCY,
  LAYOUT,
  USED,
  STATS;

  private final String text = read(name().toLowerCase(java.util.Locale.ROOT) + ".lua");

  private final String sha1 = sha1(text);

  String text() {
    return text;
  }

  /** The name Redis gives it. */
  String sha1() {
    return sha1;
  }

  private static String sha1(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-1", e);
    }
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
