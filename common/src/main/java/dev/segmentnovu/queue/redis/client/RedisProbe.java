package dev.segmentnovu.queue.redis.client;

import dev.segmentnovu.config.RedisAddress;
import dev.segmentnovu.config.RedisAddress.Kind;
import dev.segmentnovu.config.RedisAddress.Login;
import dev.segmentnovu.config.RedisAddress.Node;
import dev.segmentnovu.config.Secret;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether a Redis answers at an address and accepts a client, before Redisson connects to
 * it. Redisson logs a stack trace for each failed try, and cannot distinguish a web server from a
 * Redis that is away. The probe sends no password to a server that has not answered as a Redis.
 */
public final class RedisProbe {

  /** After this time the probe tries no further address: many may not answer. */
  private static final Duration LONGEST = Duration.ofSeconds(6);

  private final RedisAddress address;
  private final int timeoutMs;
  private final long beganNanos = System.nanoTime();

  private RedisProbe(RedisAddress address, Duration timeout) {
    this.address = address;
    this.timeoutMs = (int) timeout.toMillis();
  }

  /**
   * Why a client cannot use the Redis at {@code address}; empty if it can. Of several servers one
   * that answers is enough. Blocks for a few seconds at most.
   */
  public static Optional<RedisProblem> ask(RedisAddress address) {
    return ask(address, RedisClients.TIMEOUT);
  }

  /** The same with another timeout of each step. */
  static Optional<RedisProblem> ask(RedisAddress address, Duration timeout) {
    return new RedisProbe(address, timeout).ask(address.nodes());
  }

  private Optional<RedisProblem> ask(List<Node> nodes) {
    RedisProblem worst = null;
    for (Node node : nodes) {
      if (worst != null && System.nanoTime() - beganNanos > LONGEST.toNanos()) {
        return Optional.of(worst);
      }
      RedisProblem problem = ask(node, address.kind());
      if (problem == null) {
        return Optional.empty();
      }
      // a server that answers says more than one that is away
      worst = worst == null || RedisProbeProblems.isAway(worst) ? problem : worst;
    }
    return Optional.ofNullable(worst);
  }

  private @Nullable RedisProblem ask(Node node, Kind kind) {
    InetAddress[] all;
    try {
      all = InetAddress.getAllByName(node.host());
    } catch (UnknownHostException e) {
      return RedisProblem.of(e);
    }
    RedisProblem worst = null;
    for (InetAddress one : all) {
      if (worst != null && System.nanoTime() - beganNanos > LONGEST.toNanos()) {
        return worst;
      }
      worst = ask(one, node, kind);
      if (worst == null || !RedisProbeProblems.isAway(worst)) {
        return worst;
      }
    }
    return worst;
  }

  private @Nullable RedisProblem ask(InetAddress one, Node node, Kind kind) {
    try (var talk = RespConnection.open(one, node, address.tls(), timeoutMs)) {
      return kind == Kind.SENTINEL ? sentinel(talk) : server(talk, kind);
    } catch (NotRespException e) {
      return e.speaksTls() ? RedisProbeProblems.TLS_NEEDED : RedisProbeProblems.notRedis(e.said());
    } catch (ConnectException | NoRouteToHostException | SocketTimeoutException e) {
      return RedisProbeProblems.of(e);
    } catch (IOException e) {
      if (address.tls()) {
        return tlsProblem(one, node, e);
      }
      return e instanceof RespConnection.HungUpException
              && RespConnection.speaksTls(one, node, timeoutMs)
          ? RedisProbeProblems.TLS_NEEDED
          : RedisProbeProblems.of(e);
    }
  }

  /** Why the TLS connection to a server failed: most often because the server speaks no TLS. */
  private RedisProblem tlsProblem(InetAddress one, Node node, IOException failure) {
    try (var plain = RespConnection.open(one, node, false, timeoutMs)) {
      String said = plain.ask("PING");
      return said.startsWith("+PONG") || RedisProblem.ofReply(said) != null
          ? RedisProbeProblems.NO_TLS
          : RedisProbeProblems.notRedis(said);
    } catch (NotRespException e) {
      return e.speaksTls() ? RedisProbeProblems.of(failure) : RedisProbeProblems.notRedis(e.said());
    } catch (IOException e) {
      return RedisProbeProblems.of(failure);
    }
  }

  private @Nullable RedisProblem server(RespConnection talk, Kind kind) throws IOException {
    Secret password = address.password();
    RedisProblem refused =
        login(talk, password == null ? null : new Login(address.user(), password));
    if (refused != null) {
      return refused;
    }
    if (address.database() != 0) {
      String said = talk.ask("SELECT", Integer.toString(address.database()));
      if (said.startsWith("-")) {
        return RedisProblem.ofReply(said);
      }
    }
    if (kind == Kind.CLUSTER) {
      String said = talk.ask("CLUSTER", "KEYSLOT", "a");
      return said.contains("cluster support disabled") ? RedisProblem.ofReply(said) : null;
    }
    return null;
  }

  /** Logs in to a Sentinel only if it asks for a password, as Redisson does. */
  private @Nullable RedisProblem sentinel(RespConnection talk) throws IOException {
    String first = talk.ask("PING");
    if (first.startsWith("-NOAUTH")) {
      RedisProblem refused = login(talk, address.loginAtSentinels());
      if (refused != null) {
        return RedisProbeProblems.atSentinel(refused);
      }
    }
    List<String> primary = talk.askForTexts("SENTINEL", "GET-MASTER-ADDR-BY-NAME", master());
    if (primary.size() == 1 && primary.get(0).startsWith("-")) {
      return primary.get(0).contains("unknown command")
          ? RedisProbeProblems.NO_SENTINEL
          : refusedBySentinel(primary.get(0));
    }
    if (primary.size() != 2) {
      return RedisProbeProblems.unknownPrimary(master());
    }
    return ask(new Node(primary.get(0), Integer.parseInt(primary.get(1))), Kind.SINGLE);
  }

  private static @Nullable RedisProblem refusedBySentinel(String reply) {
    RedisProblem refused = RedisProblem.ofReply(reply);
    return refused == null ? null : RedisProbeProblems.atSentinel(refused);
  }

  private String master() {
    return String.valueOf(address.master());
  }

  /** Logs in after the server has answered as a Redis. */
  private static @Nullable RedisProblem login(RespConnection talk, @Nullable Login login)
      throws IOException {
    String first = talk.ask("PING");
    if (!first.startsWith("+PONG") && !first.startsWith("-")) {
      return RedisProbeProblems.notRedis(first);
    }
    if (!first.startsWith("-NOAUTH") && RedisProbeProblems.refusesAll(first)) {
      return RedisProblem.ofReply(first);
    }
    if (login == null) {
      return first.startsWith("-NOAUTH") ? RedisProblem.ofReply(first) : null;
    }
    String password = login.password().value();
    String user = login.user();
    String said = user == null ? talk.ask("AUTH", password) : talk.ask("AUTH", user, password);
    if (said.startsWith("-")) {
      return RedisProblem.ofReply(said);
    }
    String again = talk.ask("PING");
    return RedisProbeProblems.refusesAll(again) ? RedisProblem.ofReply(again) : null;
  }
}
