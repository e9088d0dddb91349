package dev.segmentnovu.relay.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code redis-server} that runs on this machine. The relay brings 7.0.15. Its Lua engine has
 * known vulnerabilities and takes five times as long for a search as that of other builds. So one
 * on the {@code PATH} is preferred, unless it is older.
 *
 * @param path of the program
 * @param version as the program prints it: {@code 7.0.15}
 */
record RedisProgram(Path path, String version) {

  private static final Pattern VERSION = Pattern.compile("v=(\\d+(?:\\.\\d+)*)");
  private static final long LIMIT_SECONDS = 5;

  /**
   * The newest program that runs.
   *
   * @param builtIn the program that the relay brings
   * @param searchPath the value of {@code PATH}; may be empty
   * @return empty if not even the built-in program runs
   */
  static Optional<RedisProgram> newest(Path builtIn, String searchPath) {
    List<RedisProgram> found = new ArrayList<>();
    for (String directory : searchPath.split(File.pathSeparator, -1)) {
      Path candidate = Path.of(directory).resolve("redis-server");
      if (!directory.isBlank() && Files.isExecutable(candidate)) {
        ask(candidate).ifPresent(found::add);
      }
    }
    ask(builtIn).ifPresent(found::add);
    // the first of equal versions
    return found.stream().reduce((one, other) -> one.compareTo(other) >= 0 ? one : other);
  }

  private static Optional<RedisProgram> ask(Path program) {
    try {
      var process =
          new ProcessBuilder(program.toString(), "--version").redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      Matcher version = VERSION.matcher(output);
      return version.find()
          ? Optional.of(new RedisProgram(program, version.group(1)))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // not for this machine
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private int compareTo(RedisProgram other) {
    return Comparator.<int[]>comparingInt(numbers -> numbers[0])
        .thenComparingInt(numbers -> numbers[1])
        .thenComparingInt(numbers -> numbers[2])
        .compare(numbers(), other.numbers());
  }

  private int[] numbers() {
    int[] numbers = new int[3];
    String[] parts = version.split("\\.", -1);
    for (int i = 0; i < Math.min(parts.length, numbers.length); i++) {
      numbers[i] = Integer.parseInt(parts[i]);
    }
    return numbers;
  }
}
