package dev.segmentnovu.bench.measure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.bench.process.BenchFailure;
import dev.segmentnovu.bench.process.BenchRedis;
import dev.segmentnovu.bench.wire.RedisWire;
import dev.segmentnovu.event.EventCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;

/**
 * The highest rate at which a Redis of this machine adds entries to a list and removes them, with
 * pipelining.
 */
final class RedisLimit {
  private static final int DEPTH = 64;

  private RedisLimit() {}

  /**
   * Measures for {@code duration}, after a fifth of it as warm-up.
   *
   * @return {@code {opsPerSecond, cpuMicrosPerOp, depth, bytes}}
   */
  static ObjectNode measure(BenchRedis redis, int bytes, Duration duration) {
    String entry = "x".repeat(bytes);
    byte[] push = times(RedisWire.command("RPUSH", "bench", entry));
    byte[] pop = times(RedisWire.command("LPOP", "bench"));
    long popped = (long) DEPTH * (("$" + bytes + "\r\n").length() + bytes + 2);
    try (var wire = new RedisWire(redis.port)) {
      loop(wire, push, pop, popped, duration.toNanos() / 5);
      long cpu = redis.process.cpuMicros();
      long begin = System.nanoTime();
      long ops = loop(wire, push, pop, popped, duration.toNanos());
      double seconds = (System.nanoTime() - begin) / 1e9;
      double used = redis.process.cpuMicros() - cpu;
      return EventCodec.JSON
          .createObjectNode()
          .put("opsPerSecond", ops / seconds)
          .put("cpuMicrosPerOp", used / ops)
          .put("depth", DEPTH)
          .put("bytes", bytes);
    } catch (IOException e) {
      redis.process.requireAlive();
      throw new BenchFailure("Redis could not be measured: " + e.getMessage(), e);
    }
  }

  private static long loop(RedisWire wire, byte[] push, byte[] pop, long popped, long nanos)
      throws IOException {
    long begin = System.nanoTime();
    long ops = 0;
    do {
      wire.send(push);
      for (int i = 0; i < DEPTH; i++) {
        wire.skipLine();
      }
      wire.send(pop);
      wire.skip(popped);
      ops += 2 * DEPTH;
    } while (System.nanoTime() - begin < nanos);
    return ops;
  }

  private static byte[] times(byte[] command) {
    var all = new ByteArrayOutputStream(command.length * DEPTH);
    for (int i = 0; i < DEPTH; i++) {
      all.writeBytes(command);
    }
    return all.toByteArray();
  }
}
