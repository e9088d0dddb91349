package dev.segmentnovu.queue.redis.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.segmentnovu.testing.FreePort;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import redis.embedded.RedisServer;

/** A Redis that a test may reconfigure and break: no other test uses it. */
public final class OwnRedis implements AutoCloseable {

  private final int port = FreePort.next();
  private final Path directory;
  private final RedisServer server;

  /** A server that runs; it saves nothing. */
  public OwnRedis() {
    try {
      directory = Files.createTempDirectory("relay-redis");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server =
        RedisServer.builder()
            .port(port)
            .bind("127.0.0.1")
            .setting("save \"\"")
            .setting("dir " + directory)
            .build();
    server.start();
  }

  /** Its address. */
  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** Where it would save; empty. */
  public Path directory() {
    return directory;
  }

  /** Runs a command, written as in redis-cli, and returns the first line of the answer. */
  public String run(String command) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(10));
      socket.getOutputStream().write((command + "\r\n").getBytes(UTF_8));
      socket.getOutputStream().flush();
      return String.valueOf(
          new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)).readLine());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    server.stop();
  }
}
