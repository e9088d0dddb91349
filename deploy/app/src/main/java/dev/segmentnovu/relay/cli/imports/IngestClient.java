package dev.segmentnovu.relay.cli.imports;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.relay.cli.http.Call;
import dev.segmentnovu.relay.cli.http.Exchange;
import dev.segmentnovu.relay.cli.http.Exchange.Answer;
import dev.segmentnovu.relay.cli.http.Exchange.NoAnswer;
import dev.segmentnovu.relay.cli.http.WebCalls;
import dev.segmentnovu.relay.cli.imports.ImportCounts.Fault;
import dev.segmentnovu.relay.cli.terminal.Printable;
import dev.segmentnovu.relay.cli.terminal.Screen;
import dev.segmentnovu.relay.runtime.Pause;
import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends batches to {@code /v1/import} until the relay has taken them. A batch that is sent again
 * after a lost answer has no second effect, because the relay knows the ids of its messages.
 */
final class IngestClient {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
  private static final long LONGEST_RETRY_AFTER_SECONDS = 3_600;

  private final WebCalls calls;
  private final URI relay;
  private final Secret writeKey;
  private final int tries;
  private final Screen screen;

  /** Whether there was an answer: before, a wrong address is likelier than a relay that is away. */
  private boolean connected;

  /**
   * A client.
   *
   * @param relay the URL of ingest, without a path
   * @param tries how often a batch is sent before the import gives up
   */
  IngestClient(WebCalls calls, URI relay, Secret writeKey, int tries, Screen screen) {
    this.calls = calls;
    this.relay = relay;
    this.writeKey = writeKey;
    this.tries = tries;
    this.screen = screen;
  }

  /**
   * Sends a batch.
   *
   * @return the events that the relay refused
   * @throws CannotRunException if the relay does not take it, with what to do
   */
  List<Fault> send(Batch batch) {
    Call call =
        Call.post(relay.resolve("/v1/import"), batch.body())
            .asUser(writeKey.value())
            .within(TIMEOUT);
    Duration wait = FIRST_WAIT;
    for (int left = tries; ; left--) {
      Exchange exchange = calls.call(call);
      connected |= exchange.match(answer -> true, none -> false);
      if (!isTemporary(exchange)) {
        return exchange.match(answer -> taken(answer, batch), this::unreachable);
      }
      if (left <= 1) {
        throw new CannotRunException(
            ExitCode.UNAVAILABLE,
            "The relay at %s has not taken a batch in %d tries (%s). What it took is noted: repeat the"
                    .formatted(relay, tries, words(exchange))
                + " command to go on");
      }
      Duration pause = retryAfter(exchange, wait);
      screen.note(
          "The relay does not take events now (%s); the next try is in %d s"
              .formatted(words(exchange), pause.toSeconds()));
      Pause.of(pause);
      wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait.multipliedBy(2);
    }
  }

  private boolean isTemporary(Exchange exchange) {
    return exchange.match(
        answer -> answer.status() == 429 || answer.status() == 408 || answer.status() >= 500,
        none ->
            switch (none.cause()) {
              case TIMEOUT, BROKEN -> true;
              case UNREACHABLE -> connected;
              case TLS, INVALID -> false;
            });
  }

  private static Duration retryAfter(Exchange exchange, Duration otherwise) {
    return exchange.match(
        answer ->
            answer
                .header("Retry-After")
                .filter(text -> text.matches("[0-9]{1,9}"))
                .map(text -> Math.min(LONGEST_RETRY_AFTER_SECONDS, Long.parseLong(text)))
                .map(Duration::ofSeconds)
                .orElse(otherwise),
        none -> otherwise);
  }

  private static String words(Exchange exchange) {
    return exchange.match(
        answer -> Printable.of(answer.status() + " " + message(answer)).strip(), NoAnswer::detail);
  }

  private static String message(Answer answer) {
    return answer.json().path("message").asText("");
  }

  private List<Fault> unreachable(NoAnswer none) {
    throw new CannotRunException(
        ExitCode.UNAVAILABLE,
        "There is no connection to %s (%s). Check --url".formatted(relay, none.detail()));
  }

  private List<Fault> taken(Answer answer, Batch batch) {
    return switch (answer.status()) {
      case 200 -> faults(answer, batch);
      case 400, 413 -> refused(answer, batch);
      case 401, 403 ->
          throw new CannotRunException(
              ExitCode.REFUSED,
              "The relay at "
                  + relay
                  + " does not know the write key. Set SEGMENT_WRITE_KEY to the write key of the"
                  + " source that the events are for");
      default ->
          throw new CannotRunException(
              ExitCode.UNAVAILABLE,
              "What answers %d at %s is no ingest of a relay. Name its address with --url"
                  .formatted(answer.status(), relay));
    };
  }

  /** The relay has smaller limits than this command knows: halves may keep within them. */
  private List<Fault> refused(Answer answer, Batch batch) {
    if (batch.events() == 1) {
      String code = answer.json().path("code").asText("bad_request");
      return List.of(new Fault(batch.line(0).number(), code, message(answer)));
    }
    List<Fault> faults = new ArrayList<>();
    batch.halves().forEach(half -> faults.addAll(send(half)));
    return faults;
  }

  private List<Fault> faults(Answer answer, Batch batch) {
    JsonNode json = answer.json();
    if (!json.path("success").asBoolean()) {
      throw new CannotRunException(
          ExitCode.UNAVAILABLE,
          "What answers at " + relay + " is no ingest of a relay. Name its address with --url");
    }
    List<Fault> faults = new ArrayList<>();
    for (JsonNode each : json.path("errors")) {
      int index = each.path("index").asInt(-1);
      if (index >= 0 && index < batch.events()) {
        faults.add(
            new Fault(
                batch.line(index).number(),
                each.path("code").asText(),
                each.path("message").asText()));
      }
    }
    return faults;
  }
}
