package dev.segmentnovu.relay.embedded;

import dev.segmentnovu.relay.runtime.Pause;
import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.embedded.RedisExecProvider;

/**
 * A Redis of the relay's own, on loopback, with an append-only file in the data directory. It runs
 * as a daemon, because Ctrl-C reaches all processes of the terminal and Redis must live until the
 * workers have drained. A later start adopts a Redis that a killed process left behind.
 */
public final class EmbeddedRedis implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRedis.class);
  private static final Duration BIND = Duration.ofSeconds(10);
  private static final Duration LOAD = Duration.ofMinutes(2);
  private static final Duration STOP = Duration.ofSeconds(10);
  private static final String MEMORY = "1gb";

  private static final String PASSWORD_FILE = "redis-password";
  private static final int PASSWORD_BYTES = 32;

  /** Redis creates its files itself; without this umask everybody could read them. */
  private static final String OWNER_ONLY = "umask 077 && exec \"$0\" \"$@\"";

  private final RedisControl control;
  private final int port;
  private final String password;

  private EmbeddedRedis(RedisControl control, int port, String password) {
    this.control = control;
    this.port = port;
    this.password = password;
  }

  /**
   * Starts a Redis, or adopts the one that already runs in this directory. Returns when it has
   * loaded its data.
   *
   * @param directory locked by this process
   * @throws CannotRunException if another program has the port, or Redis does not start
   */
  public static EmbeddedRedis start(DataDirectory directory, int port) {
    return start(directory, port, System.getenv().getOrDefault("PATH", ""));
  }

  /**
   * Like {@link #start(DataDirectory, int)}.
   *
   * @param searchPath the directories to search for a newer {@code redis-server}, as in {@code
   *     PATH}; empty for the Redis that the relay brings
   */
  public static EmbeddedRedis start(DataDirectory directory, int port, String searchPath) {
    Path data = directory.path();
    String password = password(data);
    var control = new RedisControl(port, password);
    Optional<Occupant> there = occupant(control, data);
    if (there.isEmpty()) {
      launch(data, port, password, searchPath);
    } else if (data.toString().equals(there.get().directory)) {
      LOG.info("Going on with the Redis that an earlier relay left running on port {}", port);
      protect(control, password);
    } else {
      throw new CannotRunException(
          ExitCode.UNAVAILABLE,
          "Port "
              + port
              + " is taken by "
              + there.get().what
              + ". Choose another with --redis-port, or set REDIS_URL to use a Redis of your own.");
    }
    awaitLoaded(control, data);
    return new EmbeddedRedis(control, port, password);
  }

  /** Its address, which contains the password. */
  public URI uri() {
    return URI.create("redis://:" + password + "@127.0.0.1:" + port);
  }

  /** Sends a command to this Redis. */
  public RedisControl control() {
    return control;
  }

  /**
   * Everybody on the machine can connect to the port, but only readers of the directory have the
   * password.
   */
  private static String password(Path data) {
    Path file = data.resolve(PASSWORD_FILE);
    try {
      if (Files.exists(file)) {
        return Files.readString(file).strip();
      }
      byte[] random = new byte[PASSWORD_BYTES];
      new SecureRandom().nextBytes(random);
      String password = HexFormat.of().formatHex(random);
      OwnerOnly.write(file, password + "\n");
      return password;
    } catch (IOException e) {
      throw didNotStart("its password in " + file + " cannot be kept: " + e);
    }
  }

  /** Sets the password of a Redis that an older relay left running. */
  private static void protect(RedisControl control, String password) {
    try {
      control.ask("CONFIG", "SET", "requirepass", password);
    } catch (IOException e) {
      throw didNotStart("the one that runs takes no password: " + e.getMessage());
    }
  }

  private record Occupant(String what, @Nullable String directory) {}

  /** Which Redis has the port; empty if the port is free. */
  private static Optional<Occupant> occupant(RedisControl control, Path data) {
    try {
      List<String> reply = control.ask("CONFIG", "GET", "dir").texts();
      return Optional.of(
          reply.size() == 2
              ? new Occupant("a Redis that works in " + reply.get(1), reply.get(1))
              : new Occupant("a Redis whose password is not in " + data, null));
    } catch (ConnectException e) {
      return Optional.empty();
    } catch (SocketTimeoutException e) {
      return Optional.of(
          new Occupant("a program that does not answer; it may be a Redis that is stopped", null));
    } catch (IOException e) {
      return Optional.of(new Occupant("a program that is not a Redis", null));
    }
  }

  private static void launch(Path data, int port, String password, String searchPath) {
    Path log = data.resolve("redis.log");
    try {
      Files.deleteIfExists(log);
      RedisProgram program = program(data, searchPath);
      LOG.info("The embedded Redis is {}, version {}", program.path(), program.version());
      // not on the command line, which everybody can read
      Path config = data.resolve("redis.conf");
      OwnerOnly.write(config, "requirepass " + password + "\n");
      List<String> command = new ArrayList<>(List.of("sh", "-c", OWNER_ONLY));
      command.add(program.path().toString());
      command.add(config.toString());
      command.addAll(options(data, port));
      var starting = new ProcessBuilder(command).redirectErrorStream(true).start();
      starting.getOutputStream().close();
      String said =
          new String(starting.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (!starting.waitFor(BIND.toSeconds(), TimeUnit.SECONDS) || starting.exitValue() != 0) {
        throw didNotStart(said.isEmpty() ? lastLine(log) : said);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw didNotStart(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw didNotStart("interrupted");
    }
  }

  private static RedisProgram program(Path data, String searchPath) throws IOException {
    Path extracted = RedisExecProvider.defaultProvider().get().toPath();
    Path builtIn = data.resolve("redis-server");
    Files.move(extracted, builtIn, StandardCopyOption.REPLACE_EXISTING);
    return RedisProgram.newest(builtIn, searchPath)
        .orElseThrow(() -> didNotStart("the Redis that the relay brings does not run here"));
  }

  private static List<String> options(Path data, int port) {
    return List.of(
        "--port",
        Integer.toString(port),
        "--bind",
        "127.0.0.1",
        "--dir",
        data.toString(),
        "--appendonly",
        "yes",
        "--appendfsync",
        "everysec",
        // 64 MB, the default, is a few seconds' work of a busy queue; with more than this, Redis
        // loads slowly
        "--auto-aof-rewrite-min-size",
        "256mb",
        // half as many rounds of background work as by default: they are what an idle Redis costs
        "--hz",
        "5",
        "--save",
        "",
        "--maxmemory",
        MEMORY,
        "--maxmemory-policy",
        "noeviction",
        "--daemonize",
        "yes",
        "--loglevel",
        "warning",
        "--logfile",
        data.resolve("redis.log").toString(),
        "--pidfile",
        data.resolve("redis.pid").toString());
  }

  private static void awaitLoaded(RedisControl control, Path data) {
    long start = System.nanoTime();
    boolean responded = false;
    while (true) {
      try {
        if (control.ask("PING").says("PONG")) {
          return;
        }
        responded = true; // Redis says -LOADING
      } catch (IOException e) {
        LOG.debug("Redis does not answer yet", e);
      }
      Duration waited = Duration.ofNanos(System.nanoTime() - start);
      if (waited.compareTo(responded ? LOAD : BIND) > 0) {
        throw didNotStart(lastLine(data.resolve("redis.log")));
      }
      Pause.briefly();
    }
  }

  private static String lastLine(Path log) {
    try {
      List<String> lines = Files.readAllLines(log);
      return lines.isEmpty() ? "nothing in " + log : lines.get(lines.size() - 1);
    } catch (IOException e) {
      return "no log at " + log;
    }
  }

  private static CannotRunException didNotStart(String reason) {
    return new CannotRunException(
        ExitCode.UNAVAILABLE,
        "The embedded Redis did not start: "
            + reason
            + "\nSet REDIS_URL to use a Redis of your own instead.");
  }

  /** Tells Redis to write its file and to end, and waits until it has. */
  @Override
  public void close() {
    long start = System.nanoTime();
    boolean asked = false;
    while (System.nanoTime() - start < STOP.toNanos()) {
      try {
        if (asked) {
          control.ask("PING");
        } else {
          asked = true;
          control.ask("SHUTDOWN");
        }
      } catch (ConnectException e) {
        return;
      } catch (IOException e) {
        LOG.debug("Redis is going", e);
      }
      Pause.briefly();
    }
    LOG.warn("The embedded Redis on port {} has not stopped; the next start adopts it", port);
  }
}
