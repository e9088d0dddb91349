package dev.segmentnovu.worker.testing;

import static dev.segmentnovu.worker.testing.Quoted.json;

import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.sandbox.environment.SandboxOptions;
import dev.segmentnovu.testing.Sources;
import dev.segmentnovu.worker.calls.NovuClient;
import dev.segmentnovu.worker.calls.TestClient;
import dev.segmentnovu.worker.novu.Attempt;
import dev.segmentnovu.worker.novu.CallOutcome;
import dev.segmentnovu.worker.novu.NovuRequest;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;

/** Sends requests to a sandbox Novu, each with a client of its own unless the test has one. */
public final class NovuClientFixture implements AutoCloseable {

  public static final Attempt FIRST = new Attempt("web:u:m1", 0, 0, 0, false);

  public static final NovuRequest TRIGGER =
      NovuRequest.Trigger.of("u", "welcome", EventCodec.JSON.createObjectNode(), "t");

  /** The timeout of clients made from now on; long enough for a busy machine. */
  public Duration timeout = Duration.ofSeconds(10);

  /** The API key of clients made from now on. */
  public String apiKey = "secret";

  private final Vertx vertx = Vertx.vertx();
  private final ScriptedNovu novu =
      new ScriptedNovu(vertx, SandboxOptions.onPort(0).withTenants("acme"));

  public ScriptedNovu novu() {
    return novu;
  }

  public CallOutcome trigger(Attempt attempt) {
    return deliver(client(novu.url()), TRIGGER, attempt);
  }

  public CallOutcome upsert(String id, String fields, String custom) {
    return deliver(new NovuRequest.UpsertSubscriber(id, json(fields), json(custom), false), FIRST);
  }

  public CallOutcome deliver(NovuRequest request, Attempt attempt) {
    return deliver(client(novu.url()), request, attempt);
  }

  public CallOutcome deliver(NovuClient client, NovuRequest request, Attempt attempt) {
    return OnLoop.get(vertx, () -> client.deliver(request, attempt, TestClient.PATIENCE));
  }

  public NovuClient client(URI url) {
    return TestClient.of(vertx, Sources.source("web").novu(url, apiKey).timeout(timeout).novu(), 4);
  }

  /** The idempotency key of a received call. */
  public String key(int index) {
    return novu.received.get(index).headers().getOrDefault("Idempotency-Key", "");
  }

  @Override
  public void close() {
    novu.close();
  }
}
