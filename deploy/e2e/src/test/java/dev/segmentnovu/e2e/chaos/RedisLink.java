package dev.segmentnovu.e2e.chaos;

import dev.segmentnovu.queue.redis.client.Script;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The connections to a Redis on loopback. It can cut or stall them exactly at the call of a script,
 * which it recognises by the script's SHA-1.
 */
final class RedisLink extends VerticleBase {

  /** The script calls of an event's life. */
  enum Call {
    ENQUEUE,
    CLAIM,
    SETTLE;

    private final String sha1 = Script.load(name().toLowerCase(Locale.ROOT)).sha1();
  }

  /** What happens to a call. */
  enum Strike {
    /** The connection is cut before any byte of the call has passed. */
    LOSE_CALL,
    /** The connection is cut in the middle of the call. */
    LOSE_HALF,
    /** Redis gets the call, and the connection is cut instead of the reply. */
    LOSE_REPLY,
    /** The call is delayed on its way. */
    STALL_CALL,
    /** The reply is delayed. */
    STALL_REPLY
  }

  private record Armed(Call call, Strike strike, Duration stall) {}

  private final int target;
  private final Queue<Armed> armed = new ConcurrentLinkedQueue<>();
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final AtomicInteger struck = new AtomicInteger();
  private @Nullable NetServer server;
  private @Nullable NetClient client;

  /** A link, on a free port, to the Redis on port {@code target}. */
  RedisLink(int target) {
    this.target = target;
  }

  @Override
  public Future<?> start() {
    client = vertx.createNetClient();
    return vertx
        .createNetServer(new NetServerOptions().setHost("127.0.0.1").setPort(0))
        .connectHandler(this::connect)
        .listen()
        .onSuccess(listening -> server = listening);
  }

  int port() {
    return Objects.requireNonNull(server, "not deployed").actualPort();
  }

  /** Disturbs the next call of this kind; stalls last {@code stall}. */
  void arm(Call call, Strike strike, Duration stall) {
    armed.add(new Armed(call, strike, stall));
  }

  /** Whether a call of this kind is still to be disturbed. */
  boolean isArmed(Call call) {
    return armed.stream().anyMatch(each -> each.call == call);
  }

  /** Disturbs no further calls. */
  void disarm() {
    armed.clear();
  }

  /** Cuts all connections. */
  void cut() {
    context.runOnContext(unused -> links.forEach(Link::cut));
  }

  /** How many calls were disturbed so far. */
  int struck() {
    return struck.get();
  }

  private void connect(NetSocket down) {
    down.pause();
    Objects.requireNonNull(client)
        .connect(target, "127.0.0.1")
        .onSuccess(up -> new Link(down, up).open())
        .onFailure(refused -> down.close());
  }

  /** One connection and its counterpart. */
  private final class Link {
    private final NetSocket down;
    private final NetSocket up;

    /** The last bytes that passed, in case a SHA-1 arrives in two parts. */
    private String tail = "";

    private boolean repliesLost;

    Link(NetSocket down, NetSocket up) {
      this.down = down;
      this.up = up;
    }

    void open() {
      links.add(this);
      down.closeHandler(unused -> cut());
      up.closeHandler(unused -> cut());
      down.handler(this::asked);
      up.handler(this::reply);
      down.exceptionHandler(unused -> cut());
      up.exceptionHandler(unused -> cut());
      down.resume();
    }

    void cut() {
      if (links.remove(this)) {
        down.close();
        up.close();
      }
    }

    private void reply(Buffer reply) {
      if (repliesLost) {
        cut();
      } else {
        down.write(reply);
      }
    }

    private void asked(Buffer words) {
      String text = tail + words.toString(StandardCharsets.ISO_8859_1);
      tail = text.substring(Math.max(0, text.length() - 39));
      Optional<Armed> meant =
          armed.stream().filter(each -> text.contains(each.call.sha1)).findFirst();
      if (meant.isPresent() && armed.remove(meant.get())) {
        struck.incrementAndGet();
        strike(meant.get(), words);
      } else {
        up.write(words);
      }
    }

    private void strike(Armed what, Buffer words) {
      switch (what.strike) {
        case LOSE_CALL -> cut();
        case LOSE_HALF -> up.write(words.slice(0, words.length() / 2)).onComplete(unused -> cut());
        case LOSE_REPLY -> {
          repliesLost = true;
          up.write(words);
        }
        case STALL_CALL -> {
          down.pause();
          vertx.setTimer(
              what.stall.toMillis(),
              unused -> {
                up.write(words);
                down.resume();
              });
        }
        case STALL_REPLY -> {
          up.pause();
          up.write(words);
          vertx.setTimer(what.stall.toMillis(), unused -> up.resume());
        }
      }
    }
  }
}
