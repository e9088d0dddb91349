package dev.segmentnovu.relay.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.relay.cli.http.Call;
import dev.segmentnovu.relay.cli.http.Exchange;
import dev.segmentnovu.relay.cli.http.Exchange.Answer;
import dev.segmentnovu.relay.cli.http.ServerEvents;
import dev.segmentnovu.relay.cli.http.WebCalls;
import dev.segmentnovu.relay.cli.remote.RemoteOptions.Target;
import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Calls the admin API of a running relay. Each method returns what the API answers with success,
 * and otherwise throws {@link CannotRunException} with a remedy.
 */
public final class RelayClient implements AutoCloseable {

  /** A list of a large queue may take a while. */
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private static final Duration EXPORT = Duration.ofHours(12);

  /** A live stream has no end; this is only the longest time that fits a timer. */
  private static final Duration LIVE = Duration.ofDays(20);

  private final WebCalls calls;
  private final Target target;

  RelayClient(Target target) {
    this.target = target;
    calls = WebCalls.trusting(target.authorities().orElse(null));
  }

  /** Asks. */
  public Reply get(Query query) {
    return reply(calls.call(call("GET", query)), query);
  }

  /** Asks for something that may not be there: empty if the API answers 404 with a problem. */
  public Optional<Reply> find(Query query) {
    Exchange exchange = calls.call(call("GET", query));
    boolean isAbsent =
        exchange.match(
            answer -> answer.status() == 404 && Problems.isProblem(answer), none -> false);
    return isAbsent ? Optional.empty() : Optional.of(reply(exchange, query));
  }

  /**
   * Asks for a change.
   *
   * @param body null for none
   */
  public Reply post(Query query, @Nullable JsonNode body) {
    Call call = call("POST", query);
    return reply(calls.call(body == null ? call : json(call, body)), query);
  }

  /**
   * Asks for a change that is made once, however often the request with this key comes in.
   *
   * @param key of the request, which no other request has
   */
  public Reply postOnce(Query query, JsonNode body, String key) {
    Call call = call("POST", query).with("Idempotency-Key", key);
    return reply(calls.call(json(call, body)), query);
  }

  private static Call json(Call call, JsonNode body) {
    return call.json(body.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Deletes. */
  public Reply delete(Query query) {
    return reply(calls.call(call("DELETE", query)), query);
  }

  /** Copies an answer of any length to {@code out}. */
  public void download(Query query, OutputStream out) {
    var unused = reply(calls.download(call("GET", query).within(EXPORT), out), query);
  }

  /** Follows a stream of server-sent events. */
  public ServerEvents follow(Query query) {
    return calls.follow(call("GET", query).within(LIVE).with("Accept", "text/event-stream"));
  }

  /**
   * The failure to end the command with, for the end of a stream that the server did not end well.
   */
  public Optional<CannotRunException> failure(Exchange exchange, Query query) {
    return exchange.match(
        answer ->
            answer.status() < 300
                ? Optional.empty()
                : Optional.of(Problems.of(target.url(), query, answer)),
        none -> Optional.of(Problems.of(target.url(), none)));
  }

  /** The names of the sources that the relay is configured with. */
  public List<String> sources() {
    return get(Query.of("config"))
        .json()
        .path("sources")
        .valueStream()
        .map(JsonNode::asText)
        .toList();
  }

  private Call call(String method, Query query) {
    Call call = Call.of(method, URI.create(target.url() + query.toString())).within(TIMEOUT);
    return target
        .token()
        .map(token -> call.with("Authorization", "Bearer " + token))
        .orElse(call)
        .with("Accept", "application/json");
  }

  private Reply reply(Exchange exchange, Query query) {
    return exchange.match(
        answer -> reply(answer, query),
        none -> {
          throw Problems.of(target.url(), none);
        });
  }

  private Reply reply(Answer answer, Query query) {
    if (answer.status() >= 300) {
      throw Problems.of(target.url(), query, answer);
    }
    JsonNode json = answer.json();
    if (json.isMissingNode() && answer.body().length > 0) {
      throw Problems.notRelay(target.url());
    }
    return new Reply(json, answer.text());
  }

  @Override
  public void close() {
    calls.close();
  }
}
