package dev.segmentnovu.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.sandbox.environment.SandboxOptions;
import dev.segmentnovu.sandbox.faults.Fault;
import dev.segmentnovu.sandbox.faults.FaultScript;
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
 * A Novu to try things on. It responds as Novu does, sends nothing to anybody, and shows under
 * {@code /sandbox} what it received. Keeps everything in memory, within bounds. Its methods are
 * safe for use from any thread.
 */
public final class SandboxNovu extends VerticleBase {
  private static final long LARGEST_BODY = 64L * 1024 * 1024; // a batch of 100 events of 512 KB

  private final SandboxOptions options;
  private final Clock clock;
  private final Consumer<ReceivedRequest> listener;
  private final ReceivedRequests received;
  private final Subscribers subscribers = new Subscribers();
  private final Messages messages;
  private final Faults faults = new Faults();
  private @Nullable HttpServer server;

  /** A sandbox without a listener. */
  public SandboxNovu(SandboxOptions options) {
    this(options, Clock.systemUTC(), request -> {});
  }

  /**
   * A sandbox that passes each request to a listener.
   *
   * @param listener called on the event loop after the response, or when there will be none; must
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
   * The address on which it listens.
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

  /** The requests that it received and still keeps, oldest first. */
  public List<ReceivedRequest> requests() {
    return received.since(0, Integer.MAX_VALUE);
  }

  /**
   * The messages that it made and still keeps, in the order of their making: what people would have
   * got, in contrast to what was requested.
   */
  public List<Message> messages() {
    return messages.made();
  }

  /** How many accepted triggers have not made their messages yet. */
  public int waitingTriggers() {
    return messages.waiting();
  }

  /**
   * Lets Novu's worker store all triggers at once, so that the messages are there without a wait.
   * The delay of a workflow still applies.
   */
  public void finishWork() {
    messages.finish();
  }

  /** A subscriber as it is stored. */
  public Optional<ObjectNode> subscriber(String id) {
    return subscribers.find(id);
  }

  /**
   * Scripts the responses to the next requests that match.
   *
   * @throws IllegalStateException if 1,000 faults are waiting already
   */
  public void fail(Fault fault) {
    faults.add(fault);
  }

  /**
   * Asks {@code script} from now on about each request that no scripted fault matches. {@link
   * FaultScript#NONE} ends it.
   */
  public void script(FaultScript script) {
    faults.script(script);
  }

  /** Removes the faults that no request has used. */
  public void heal() {
    faults.clear();
  }
}
