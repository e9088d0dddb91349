package dev.segmentnovu.bench.measure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The machine on which the bench runs. */
final class Machine {

  /**
   * Columns in the first line of {@code /proc/stat}; other columns contain the later ones already.
   */
  private static final int IDLE = 4;

  private static final int WAITING = 5;
  private static final int STEAL = 8;
  private static final long TICK_MICROS = 10_000;

  private Machine() {}

  /** {@code {cores, cpu, os, jdk, redis}}. */
  static ObjectNode json(String redisVersion) {
    return EventCodec.JSON
        .createObjectNode()
        .put("cores", Runtime.getRuntime().availableProcessors())
        .put("cpu", cpu())
        .put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"))
        .put("jdk", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"))
        .put("redis", redisVersion);
  }

  /**
   * The processor time of all cores since the machine started, without idle time, in microseconds;
   * 0 if it is unknown. Linux counts it in ticks of 10 ms.
   */
  static long busyMicros() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
      String[] ticks = lines.findFirst().orElse("").split("\\s+", -1);
      long busy = 0;
      for (int i = 1; i < Math.min(ticks.length, STEAL + 1); i++) {
        busy += i == IDLE || i == WAITING ? 0 : Long.parseLong(ticks[i]);
      }
      return busy * TICK_MICROS;
    } catch (IOException e) {
      return 0;
    }
  }

  /** The processor's name on Linux; elsewhere its architecture. */
  private static String cpu() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElseGet(() -> System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }
}
