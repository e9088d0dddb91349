package dev.segmentnovu.bench.process;

import dev.segmentnovu.bench.plan.BenchOptions;
import dev.segmentnovu.bench.wire.RedisWire;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisExecProvider;

/** A Redis with an append-only file, as in production. */
public final class BenchRedis {
  public final int port = ProcessGroup.freePort();
  public final ChildProcess process;

  /** Starts it. Returns when it responds, which takes moments. */
  public BenchRedis(ProcessGroup children, BenchOptions options) {
    Path directory;
    try {
      // not named after the port: a later Redis may get the same port, and would read this one's
      // file
      directory = Files.createTempDirectory(children.directory(), "redis-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    process =
        children.start(
            "redis",
            false,
            List.of(
                program(options, directory).toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                directory.toString(),
                "--appendonly",
                "yes",
                "--appendfsync",
                "everysec",
                // most of a queue's file is settled already: with 64 MB, the default, Redis would
                // rewrite it every two or three seconds
                "--auto-aof-rewrite-min-size",
                "1gb",
                "--save",
                "",
                "--maxmemory-policy",
                "noeviction",
                "--loglevel",
                "warning",
                "--logfile",
                directory.resolve("redis.log").toString()),
            Map.of());
    children.await("Redis on port " + port, this::responds);
  }

  /** The program of the option, the one on the path, or the one of {@code relay up}. */
  private static Path program(BenchOptions options, Path directory) {
    Path named = options.redisServer();
    if (named != null) {
      if (!Files.isExecutable(named)) {
        throw new BenchFailure("There is no program " + named + "; see --redis-server");
      }
      return named.toAbsolutePath();
    }
    Path onPath = onPath(options.environment().get("PATH"));
    if (onPath != null) {
      return onPath;
    }
    try {
      // the provider extracts a new file each time; in our directory it is deleted at the end
      Path extracted = RedisExecProvider.defaultProvider().get().toPath();
      return Files.move(
          extracted, directory.resolve("redis-server"), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException | IllegalArgumentException e) {
      throw new BenchFailure(
          "There is no redis-server on the PATH, and none for this machine is built in ("
              + e.getMessage()
              + "). Install one, or name it with --redis-server.",
          e);
    }
  }

  private static @Nullable Path onPath(@Nullable String path) {
    for (String directory : path == null ? new String[0] : path.split(File.pathSeparator, -1)) {
      Path program = Path.of(directory, "redis-server");
      if (Files.isExecutable(program)) {
        return program;
      }
    }
    return null;
  }

  private boolean responds() {
    try (var wire = new RedisWire(port)) {
      wire.send(RedisWire.command("PING"));
      wire.skipLine();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** All fields of {@code INFO all}, by name. */
  public Map<String, String> info() {
    try (var wire = new RedisWire(port)) {
      wire.send(RedisWire.command("INFO", "all"));
      Map<String, String> info = new HashMap<>();
      for (String line : wire.text().lines().toList()) {
        int colon = line.indexOf(':');
        if (colon > 0) {
          info.put(line.substring(0, colon), line.substring(colon + 1));
        }
      }
      return info;
    } catch (IOException e) {
      process.requireAlive();
      throw new BenchFailure("Redis does not tell how it is: " + e.getMessage(), e);
    }
  }

  /** Bytes of memory in use. */
  public long usedMemory() {
    return Long.parseLong(info().getOrDefault("used_memory", "0"));
  }
}
