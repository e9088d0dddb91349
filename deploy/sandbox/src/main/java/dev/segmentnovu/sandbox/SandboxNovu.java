package dev.segmentnovu.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.sandbox.environment.SandboxOptions;
import dev.segmentnovu.sandbox.faults.Fault;
import dev.segmentnovu.sandbox.faults.Faults;
import dev.segmentnovu.sandbox.http.KeepAlive;
import dev.segmentnovu.sandbox.http.Pipeline;
import dev.segmentnovu.sandbox.novu.Message;
import dev.segmentnovu.sandbox.novu.Messages;
import dev.segmentnovu.sandbox.novu.NovuRoutes;
import dev.segmentnovu.sandbox.novu.Subscribers;
import dev.segmentnovu.sandbox.received.ReceivedRequest;
import dev.segmentnovu.sandbox.received.ReceivedRequests;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A Novu to try things on: answers as Novu does, sends nothing to anybody, and shows what it
 * received under {@code /sandbox}. Keeps all in memory, within bounds. Its methods are safe for use
 * from any thread.
 */
public final class SandboxNovu extends VerticleBase {
  private static final long LARGEST_BODY = 64L * 1024 * 1024; // a bulk of 100 events of 512 KB

  private final SandboxOptions options;
  private final Clock clock;
  private final Consumer<ReceivedRequest> listener;
  private final ReceivedRequests received;
  private final Subscribers subscribers = new Subscribers();
  private final Messages messages;
  private final Faults faults = new Faults();
  private @Nullable HttpServer server;

  /** A sandbox that tells nobody what it receives. */
  public SandboxNovu(SandboxOptions options) {
    this(options, Clock.systemUTC(), request -> {});
  }

  /**
   * A sandbox that tells what it receives.
   *
   * @param listener called on the event loop after each answer, or when there will be none; must
   *     not block
   */
  public SandboxNovu(SandboxOptions options, Clock clock, Consumer<ReceivedRequest> listener) {
    this.options = options;
    this.clock = clock;
    this.listener = listener;
    this.received = new ReceivedRequests(options.kept().requests(), options.kept().bytes());
    this.messages = new Messages(options, clock, subscribers);
  }

  @Override
  public Future<?> start() {
    Router router = Router.router(vertx);
    router.route().handler(BodyHandler.create(false).setBodyLimit(LARGEST_BODY));
    SandboxRoutes.mount(router, received, subscribers, messages, faults);
    var pipeline = new Pipeline(vertx, options, clock, received, faults, listener);
    NovuRoutes.mount(router, pipeline, options.environment(), subscribers, messages);
    var keepAlive = new KeepAlive(vertx, options.keepAlive());
    return vertx
        .createHttpServer(new HttpServerOptions().setHost(options.host()).setPort(options.port()))
        .connectionHandler(keepAlive::watch)
        .requestHandler(request -> keepAlive.handle(request, router))
        .listen()
        .onSuccess(listening -> server = listening);
  }

  /**
   * Where it listens.
   *
   * @throws IllegalStateException before it is deployed
   */
  public URI url() {
    HttpServer listening = server;
    if (listening == null) {
      throw new IllegalStateException("The sandbox has not been deployed");
    }
    return URI.create("http://" + options.host() + ":" + listening.actualPort());
  }

  /** What it received, oldest first, as far as it is kept. */
  public List<ReceivedRequest> requests() {
    return received.since(0, Integer.MAX_VALUE);
  }

  /**
   * The messages made so far, in the order of making, as far as they are kept: what people would
   * have got, apart from what was asked for.
   */
  public List<Message> messages() {
    return messages.made();
  }

  /** How many triggers were taken and have not made their messages yet. */
  public int waitingTriggers() {
    return messages.waiting();
  }

  /**
   * Has the worker store at once all that was triggered, so that the messages are there without a
   * wait; what a workflow delays keeps its delay.
   */
  public void finishWork() {
    messages.finish();
  }

  /** A subscriber as stored. */
  public Optional<ObjectNode> subscriber(String id) {
    return subscribers.find(id);
  }

  /**
   * Scripts the answers to the next requests that match.
   *
   * @throws IllegalStateException if 1,000 faults are waiting already
   */
  public void fail(Fault fault) {
    faults.add(fault);
  }

  /** Takes back the faults that have not been used. */
  public void heal() {
    faults.clear();
  }
}
