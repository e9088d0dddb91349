package dev.segmentnovu.relay.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the figures were measured on. */
final class Machine {

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

  /** As Linux tells it; elsewhere the architecture. */
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
