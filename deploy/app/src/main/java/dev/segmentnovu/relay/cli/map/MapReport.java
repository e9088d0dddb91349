package dev.segmentnovu.relay.cli.map;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.intake.Refusal;
import dev.segmentnovu.event.intake.ScannedEvent;
import dev.segmentnovu.event.intake.ScannedEvent.Member;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.relay.preview.PlannedCallsJson;
import dev.segmentnovu.worker.mapping.MappingResult;
import dev.segmentnovu.worker.mapping.MappingResult.Send;
import dev.segmentnovu.worker.mapping.MappingResult.Step;
import dev.segmentnovu.worker.mapping.MappingResult.Undeliverable;
import dev.segmentnovu.worker.mapping.MappingResult.Unsent;
import dev.segmentnovu.worker.mapping.profile.LeftOut;
import dev.segmentnovu.worker.novu.NovuCall;
import dev.segmentnovu.worker.novu.PlannedCalls;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes the result of {@code relay map} for each event, for people or as JSON lines. */
final class MapReport {

  private static final String REFUSED = "refused";
  private static final String DEAD_LETTER = "dead letter";
  private static final List<Member> SHOWN = List.of(Member.TYPE, Member.EVENT, Member.USER_ID);

  private final PrintWriter out;
  private final boolean asJson;
  private final Instant now;
  private final @Nullable String source;
  private final Map<String, Integer> counts = new TreeMap<>();
  private int number;

  /**
   * A report on {@code out}.
   *
   * @param now the time at which the relay would send the events
   * @param source the source of the rules, if the reader must see it; null otherwise
   */
  MapReport(PrintWriter out, boolean asJson, Instant now, @Nullable String source) {
    this.out = out;
    this.asJson = asJson;
    this.now = now;
    this.source = source;
    if (source != null && !asJson) {
      out.println("Source " + source + ":");
    }
  }

  /** How many events ingest would reject or a worker would make dead letters. */
  int failures() {
    return counts.getOrDefault(DEAD_LETTER, 0) + counts.getOrDefault(REFUSED, 0);
  }

  /** Ingest would reject {@code event}, so it never becomes a dead letter. */
  void refused(ScannedEvent event, Refusal refusal) {
    count(REFUSED);
    if (asJson) {
      ObjectNode line = line(event, REFUSED);
      out.println(line.put("reason", refusal.code()).put("message", refusal.message()));
    } else {
      printName(event);
      out.println("✗ refused by ingest (" + refusal.code() + "): " + refusal.message());
    }
  }

  /** Ingest would accept {@code event} and not queue it. */
  void skipped(ScannedEvent event, String why) {
    count("skipped");
    if (asJson) {
      out.println(line(event, "skipped").put("why", why));
    } else {
      printName(event);
      out.println("→ skipped by ingest: " + why);
    }
  }

  /** A worker would do {@code result} with {@code event}. */
  void add(ScannedEvent event, String messageId, MappingResult result) {
    count(outcome(result));
    if (asJson) {
      out.println(line(event, messageId, result));
    } else {
      print(event, result);
    }
  }

  private void count(String outcome) {
    number++;
    counts.merge(outcome, 1, Integer::sum);
  }

  /** Prints the totals, for people. */
  void end() {
    if (!asJson) {
      out.printf("%d %s%s%n", number, number == 1 ? "event" : "events", counted());
    }
    out.flush();
  }

  private String counted() {
    var text = new StringBuilder();
    counts.forEach(
        (outcome, count) ->
            text.append(text.isEmpty() ? ": " : ", ").append(count).append(' ').append(outcome));
    return text.toString();
  }

  private String outcome(MappingResult result) {
    Unsent end = end(result);
    return end == null ? "sent" : end.match(skip -> "skipped", undeliverable -> DEAD_LETTER);
  }

  /** What the event becomes after everything was sent; null if it is delivered. */
  private @Nullable Unsent end(MappingResult result) {
    return result.<@Nullable Unsent>match(
        this::endAfterSteps, skip -> skip, undeliverable -> undeliverable);
  }

  private @Nullable Unsent endAfterSteps(Send send) {
    String expired =
        send.steps().stream()
            .filter(step -> step.isExpired(now))
            .map(Step::origin)
            .collect(Collectors.joining(", "));
    return expired.isEmpty()
        ? send.remainder()
        : new Undeliverable(
            DeadLetter.EXPIRED, "too old to be sent by " + expired + ", whose maxAge has ended");
  }

  private void printName(ScannedEvent event) {
    String type = event.text(Member.TYPE);
    String name = event.text(Member.EVENT);
    String userId = event.text(Member.USER_ID);
    out.printf(
        "%d  %s%s of %s ",
        number,
        type == null ? "event" : type,
        name == null ? "" : " " + name,
        userId == null ? "nobody" : userId);
  }

  private void print(ScannedEvent event, MappingResult result) {
    printName(event);
    Unsent end = end(result);
    List<Step> steps = steps(result);
    if (!steps.isEmpty()) {
      out.println("→ sent:");
      steps.forEach(this::print);
    }
    if (end != null) {
      out.println((steps.isEmpty() ? "" : "   then ") + inWords(end));
    }
    result.leftOut().forEach(each -> out.println("     left out: " + each.description()));
  }

  private static String inWords(Unsent end) {
    return end.match(
        skip -> "→ skipped: " + skip.message(),
        undeliverable ->
            "✗ dead letter (" + undeliverable.reason() + "): " + undeliverable.message());
  }

  /** The steps of an event that is sent, at least one; none of an event that is not. */
  private static List<Step> steps(MappingResult result) {
    return result.match(Send::steps, skip -> List.of(), undeliverable -> List.of());
  }

  private void print(Step step) {
    if (step.isExpired(now)) {
      out.printf("     %s: not sent, maxAge ended at %s%n", step.origin(), step.notAfter());
      return;
    }
    String until = step.notAfter() == null ? "" : " (until " + step.notAfter() + ")";
    for (NovuCall call : PlannedCalls.of(step.request())) {
      out.printf("     %s%s: %s %s%n", step.origin(), until, call.method(), call.path());
      if (call.bytes().length > 0) {
        out.println("       " + new String(call.bytes(), StandardCharsets.UTF_8));
      }
    }
  }

  private ObjectNode line(ScannedEvent event, String outcome) {
    ObjectNode line = EventCodec.JSON.createObjectNode();
    if (source != null) {
      line.put("source", source);
    }
    line.put("number", number);
    for (Member member : SHOWN) {
      String text = event.text(member);
      if (text != null) {
        line.put(member.key(), text);
      }
    }
    return line.put("outcome", outcome.replace(' ', '-'));
  }

  private ObjectNode line(ScannedEvent event, String messageId, MappingResult result) {
    ObjectNode line = line(event, outcome(result)).put("messageId", messageId);
    Unsent end = end(result);
    if (end != null) {
      var unused =
          end.match(
              skip -> line.put("why", skip.message()),
              undeliverable ->
                  line.put("reason", undeliverable.reason())
                      .put("message", undeliverable.message()));
    }
    List<Step> steps = steps(result);
    if (!steps.isEmpty()) {
      var array = line.putArray("steps");
      steps.forEach(step -> write(step, array.addObject()));
    }
    if (!result.leftOut().isEmpty()) {
      var leftOut = line.putArray("leftOut");
      for (LeftOut each : result.leftOut()) {
        leftOut
            .addObject()
            .put("place", each.place())
            .put("field", each.field())
            .put("why", each.problem());
      }
    }
    return line;
  }

  private void write(Step step, ObjectNode json) {
    json.put("why", step.origin());
    if (step.notAfter() != null) {
      json.put("notAfter", step.notAfter().toString()).put("expired", step.isExpired(now));
    }
    var calls = json.putArray("calls");
    PlannedCallsJson.add(calls, step.request());
  }
}
