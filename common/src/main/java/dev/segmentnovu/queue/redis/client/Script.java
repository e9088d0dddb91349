package dev.segmentnovu.queue.redis.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A Lua script: a resource that states its contract on top, together with what it uses of the
 * prelude. Scripts that remove what the queue holds have the flag {@code allow-oom} of Redis 7;
 * without it nobody could empty a Redis that has no memory left.
 */
public final class Script {

  private static final String FOLDER = "/dev/segmentnovu/queue/redis/script/";

  /** The parts of the prelude; each uses only those before it. */
  private static final List<String> PRELUDE = List.of("basics", "users", "dead_letters", "fields");

  private final String name;
  private final String text;
  private final String sha1;

  private Script(String name, String text) {
    this.name = name;
    this.text = text;
    this.sha1 = sha1(text);
  }

  /**
   * Loads {@code <name>.lua}.
   *
   * @throws IllegalStateException if the jar has no such script
   */
  public static Script load(String name) {
    String script = read(name + ".lua");
    // the flags must be the first line
    int flagsEnd = script.startsWith("#!") ? script.indexOf('\n') + 1 : 0;
    String text =
        script.substring(0, flagsEnd)
            + Prelude.usedBy(prelude(), script)
            + script.substring(flagsEnd);
    return new Script(name, text);
  }

  /** The text that Redis runs. */
  String text() {
    return text;
  }

  /** The SHA-1 of the text, in hexadecimal: the name under which Redis knows the script. */
  public String sha1() {
    return sha1;
  }

  /** The name as messages show it: {@code ENQUEUE}. */
  @Override
  public String toString() {
    return name.toUpperCase(Locale.ROOT);
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

  private static String prelude() {
    return PRELUDE.stream()
        .map(part -> read("prelude/" + part + ".lua"))
        .collect(Collectors.joining("\n"));
  }

  private static String read(String resource) {
    try (var in = Script.class.getResourceAsStream(FOLDER + resource)) {
      if (in == null) {
        throw new IllegalStateException("The script " + resource + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
