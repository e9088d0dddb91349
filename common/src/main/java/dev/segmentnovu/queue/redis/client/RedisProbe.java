package dev.segmentnovu.queue.redis.client;

import dev.segmentnovu.config.RedisAddress;
import dev.segmentnovu.config.RedisAddress.Kind;
import dev.segmentnovu.config.RedisAddress.Node;
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
 * Asks whether a Redis answers at an address and accepts a client, before Redisson connects to it:
 * Redisson logs a stack trace for each failed try, and cannot distinguish a web server from a Redis
 * that is away. No password is sent to a server that has not answered as a Redis does.
 */
public final class RedisProbe {

  /** After this time no further address is tried: there may be many that do not answer. */
  private static final Duration LONGEST = Duration.ofSeconds(6);

  private final RedisAddress address;
  private final int patience;
  private final long began = System.nanoTime();

  private RedisProbe(RedisAddress address, Duration patience) {
    this.address = address;
    this.patience = (int) patience.toMillis();
  }

  /**
   * What keeps a client from working with the Redis at {@code address}; empty if nothing does. Of
   * several servers one that answers is enough. Blocks for a few seconds at most.
   */
  public static Optional<RedisProblem> ask(RedisAddress address) {
    return ask(address, RedisClients.TIMEOUT);
  }

  /** The same with other bounds for each step. */
  static Optional<RedisProblem> ask(RedisAddress address, Duration patience) {
    return new RedisProbe(address, patience).ask(address.nodes());
  }

  private Optional<RedisProblem> ask(List<Node> nodes) {
    RedisProblem told = null;
    for (Node node : nodes) {
      if (told != null && System.nanoTime() - began > LONGEST.toNanos()) {
        return Optional.of(told);
      }
      RedisProblem problem = ask(node, address.kind());
      if (problem == null) {
        return Optional.empty();
      }
      // a server that answers tells more than one that is away
      told = told == null || RedisProbeProblems.isAway(told) ? problem : told;
    }
    return Optional.ofNullable(told);
  }

  private @Nullable RedisProblem ask(Node node, Kind kind) {
    InetAddress[] all;
    try {
      all = InetAddress.getAllByName(node.host());
    } catch (UnknownHostException e) {
      return RedisProblem.of(e);
    }
    RedisProblem told = null;
    for (InetAddress one : all) {
      if (told != null && System.nanoTime() - began > LONGEST.toNanos()) {
        return told;
      }
      told = ask(one, node, kind);
      if (told == null || !RedisProbeProblems.isAway(told)) {
        return told;
      }
    }
    return told;
  }

  private @Nullable RedisProblem ask(InetAddress one, Node node, Kind kind) {
    try (var talk = RespConnection.open(one, node, address.tls(), patience)) {
      return kind == Kind.SENTINEL ? sentinel(talk) : server(talk, kind);
    } catch (NotRespException e) {
      return e.speaksTls() ? RedisProbeProblems.TLS_NEEDED : RedisProbeProblems.notRedis(e.said());
    } catch (ConnectException | NoRouteToHostException | SocketTimeoutException e) {
      return RedisProbeProblems.of(e);
    } catch (IOException e) {
      if (address.tls()) {
        return encrypted(one, node, e);
      }
      return e instanceof RespConnection.HungUpException
              && RespConnection.speaksTls(one, node, patience)
          ? RedisProbeProblems.TLS_NEEDED
          : RedisProbeProblems.of(e);
    }
  }

  /** Why a server that was to speak TLS does not: most often because it speaks without. */
  private RedisProblem encrypted(InetAddress one, Node node, IOException failure) {
    try (var plain = RespConnection.open(one, node, false, patience)) {
      String said = plain.ask("PING");
      return said.startsWith("+PONG") || RedisProblem.said(said) != null
          ? RedisProbeProblems.NO_TLS
          : RedisProbeProblems.notRedis(said);
    } catch (NotRespException e) {
      return e.speaksTls() ? RedisProbeProblems.of(failure) : RedisProbeProblems.notRedis(e.said());
    } catch (IOException e) {
      return RedisProbeProblems.of(failure);
    }
  }

  private @Nullable RedisProblem server(RespConnection talk, Kind kind) throws IOException {
    RedisProblem refused = login(talk, address.user());
    if (refused != null) {
      return refused;
    }
    if (address.database() != 0) {
      String said = talk.ask("SELECT", Integer.toString(address.database()));
      if (said.startsWith("-")) {
        return RedisProblem.said(said);
      }
    }
    if (kind == Kind.CLUSTER) {
      String said = talk.ask("CLUSTER", "KEYSLOT", "a");
      return said.contains("cluster support disabled") ? RedisProblem.said(said) : null;
    }
    return null;
  }

  /** Sentinels that ask for a password are given that of Redis, without a user. */
  private @Nullable RedisProblem sentinel(RespConnection talk) throws IOException {
    String first = talk.ask("PING");
    if (first.startsWith("-NOAUTH")) {
      RedisProblem refused = login(talk, null);
      if (refused != null) {
        return refused;
      }
    }
    List<String> primary = talk.askForTexts("SENTINEL", "GET-MASTER-ADDR-BY-NAME", master());
    if (primary.size() == 1 && primary.get(0).startsWith("-")) {
      return primary.get(0).contains("unknown command")
          ? RedisProbeProblems.NO_SENTINEL
          : RedisProblem.said(primary.get(0));
    }
    if (primary.size() != 2) {
      return RedisProbeProblems.unknownPrimary(master());
    }
    return ask(new Node(primary.get(0), Integer.parseInt(primary.get(1))), Kind.SINGLE);
  }

  private String master() {
    return String.valueOf(address.master());
  }

  /** Lets itself in, once the server has answered as a Redis does. */
  private @Nullable RedisProblem login(RespConnection talk, @Nullable String user)
      throws IOException {
    String first = talk.ask("PING");
    if (!first.startsWith("+PONG") && !first.startsWith("-")) {
      return RedisProbeProblems.notRedis(first);
    }
    if (!first.startsWith("-NOAUTH") && RedisProbeProblems.keepsOut(first)) {
      return RedisProblem.said(first);
    }
    if (address.password() == null) {
      return first.startsWith("-NOAUTH") ? RedisProblem.said(first) : null;
    }
    String password = address.password().value();
    String said = user == null ? talk.ask("AUTH", password) : talk.ask("AUTH", user, password);
    if (said.startsWith("-")) {
      return RedisProblem.said(said);
    }
    String again = talk.ask("PING");
    return RedisProbeProblems.keepsOut(again) ? RedisProblem.said(again) : null;
  }
}
