package dev.segmentnovu.ingest.admin.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.ingest.admin.deadletters.FilterParameters;
import dev.segmentnovu.ingest.admin.http.ParseResult;
import dev.segmentnovu.ingest.admin.http.QueryParameters;
import dev.segmentnovu.ingest.admin.http.RequestError;
import dev.segmentnovu.queue.admin.DeadLetters.Filter;
import dev.segmentnovu.queue.admin.DeadLetters.Position;
import dev.segmentnovu.queue.jobs.JobOrder;
import dev.segmentnovu.queue.jobs.JobOrder.Action;
import dev.segmentnovu.queue.jobs.JobOrder.Mapping;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How an operator asks for a job.
 *
 * @param order what the job does, with its filter frozen, or with ids in the order of the request
 * @param dryRun whether to show a plan and to do nothing
 */
record JobRequest(JobOrder order, boolean dryRun) {

  static final int DEFAULT_RATE = 100;
  static final int MAX_RATE = 5_000;
  static final int MAX_EDIT_BYTES = 64 * 1024;

  private static final List<String> MEMBERS =
      List.of(
          "action",
          "filter",
          "ids",
          "dryRun",
          "ratePerSecond",
          "position",
          "mapping",
          "force",
          "event");

  /** The members that only a replay has. */
  private static final List<String> OF_REPLAYS = List.of("position", "mapping", "force", "event");

  /**
   * Parses a request body.
   *
   * @param sources the names of the configured sources
   * @param now the start of the job: dead letters that died later are not included
   */
  static ParseResult<JobRequest> parse(byte[] body, List<String> sources, Instant now) {
    JsonNode tree;
    try {
      tree = EventCodec.JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return new ParseResult.Invalid<>("body", "is not valid JSON: " + EventCodec.problem(e));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // reads from memory, so only the JSON can be wrong
    }
    return tree instanceof ObjectNode members
        ? new Parser(members, sources, now).parse()
        : new ParseResult.Invalid<>("body", "must be a JSON object with an action");
  }

  private static final class Parser {

    private final ObjectNode members;
    private final List<String> sources;
    private final Instant now;
    private final List<RequestError> mistakes = new ArrayList<>();

    Parser(ObjectNode members, List<String> sources, Instant now) {
      this.members = members;
      this.sources = sources;
      this.now = now;
    }

    ParseResult<JobRequest> parse() {
      for (var member : members.properties()) {
        if (!MEMBERS.contains(member.getKey())) {
          addMistake(
              member.getKey(), "is not a member of a job; there is " + String.join(", ", MEMBERS));
        }
      }
      Action action = choice("action", Action.class, null);
      if (action == null && !members.hasNonNull("action")) {
        addMistake("action", "is missing: replay, discard or export");
      }
      var selected = new SelectedIds(sources);
      boolean hasIds = members.hasNonNull("ids");
      if (hasIds) {
        selected.read(members.path("ids"));
        mistakes.addAll(selected.mistakes());
        if (members.hasNonNull("filter")) {
          addMistake(
              "ids", "cannot stand beside a filter: send the ids alone, or the filter alone");
        }
      }
      Filter filter = hasIds ? JobOrder.NOTHING : filter();
      boolean dryRun = flag("dryRun");
      int rate = rate();
      Position position = choice("position", Position.class, Position.TAIL);
      ObjectNode edit = edit();
      Mapping mapping = choice("mapping", Mapping.class, Mapping.CURRENT);
      boolean force = flag("force");
      refuseContradictions(action, mapping, edit);
      if (!mistakes.isEmpty() || action == null || position == null || mapping == null) {
        return new ParseResult.Invalid<>(mistakes);
      }
      return new ParseResult.Valid<>(
          new JobRequest(
              new JobOrder(
                  action,
                  filter,
                  hasIds ? selected.sources() : sourcesOf(filter),
                  position,
                  mapping,
                  force,
                  edit,
                  rate,
                  selected.ids()),
              dryRun));
    }

    private void refuseContradictions(
        @Nullable Action action, @Nullable Mapping mapping, @Nullable ObjectNode edit) {
      if (action != null && action != Action.REPLAY) {
        OF_REPLAYS.stream()
            .filter(members::has)
            .forEach(name -> addMistake(name, "is for a replay only: leave it out"));
      } else if (mapping == Mapping.STORED && edit != null) {
        addMistake(
            "event", "cannot be edited with mapping stored, which sends what was sent before");
      }
    }

    private List<String> sourcesOf(Filter filter) {
      return filter.source() == null ? sources : List.of(filter.source());
    }

    private Filter filter() {
      Map<String, List<String>> values = new LinkedHashMap<>();
      JsonNode filter = members.path("filter");
      if (filter instanceof ObjectNode object) {
        for (var each : object.properties()) {
          JsonNode value = each.getValue();
          if (value.isTextual() || value.isIntegralNumber()) {
            values.put(each.getKey(), List.of(value.asText()));
          } else if (each.getKey().equals("field") && isTexts(value)) {
            List<String> texts = new ArrayList<>();
            value.forEach(text -> texts.add(text.textValue()));
            values.put(each.getKey(), texts);
          } else if (!value.isNull()) {
            addMistake(
                "filter." + each.getKey(),
                each.getKey().equals("field")
                    ? "must be a text or an array of texts"
                    : "must be a text or a whole number");
          }
        }
      } else {
        addMistake(
            "filter",
            "must be a JSON object with the parameters of the list, and {} selects all; or send"
                + " ids in its place");
      }
      var parameters = new QueryParameters(values, FilterParameters.NAMES);
      Filter parsed = FilterParameters.read(parameters, sources, now);
      parameters
          .mistakes()
          .forEach(mistake -> addMistake("filter." + mistake.where(), mistake.detail()));
      Instant until = parsed.until() == null || parsed.until().isAfter(now) ? now : parsed.until();
      return parsed.within(parsed.since(), until);
    }

    private static boolean isTexts(JsonNode value) {
      boolean texts = value.isArray();
      for (JsonNode each : value) {
        texts = texts && each.isTextual();
      }
      return texts;
    }

    private int rate() {
      JsonNode value = members.path("ratePerSecond");
      if (value.isMissingNode() || value.isNull()) {
        return DEFAULT_RATE;
      }
      if (value.isInt() && value.intValue() >= 1 && value.intValue() <= MAX_RATE) {
        return value.intValue();
      }
      addMistake("ratePerSecond", "must be a whole number from 1 to " + MAX_RATE);
      return DEFAULT_RATE;
    }

    private boolean flag(String name) {
      JsonNode value = members.path(name);
      if (!value.isMissingNode() && !value.isBoolean()) {
        addMistake(name, "must be true or false");
      }
      return value.asBoolean(false);
    }

    private @Nullable ObjectNode edit() {
      JsonNode value = members.path("event");
      if (value.isMissingNode() || value.isNull()) {
        return null;
      }
      if (!(value instanceof ObjectNode edit)) {
        addMistake("event", "must be a JSON object: a merge patch of the event (RFC 7386)");
        return null;
      }
      if (edit.toString().length() > MAX_EDIT_BYTES) {
        addMistake("event", "must be at most " + MAX_EDIT_BYTES + " characters");
      }
      return edit;
    }

    private <E extends Enum<E>> @Nullable E choice(
        String name, Class<E> type, @Nullable E otherwise) {
      JsonNode value = members.path(name);
      if (value.isMissingNode()) {
        return otherwise;
      }
      for (E each : type.getEnumConstants()) {
        if (each.name().toLowerCase(Locale.ROOT).equals(value.textValue())) {
          return each;
        }
      }
      addMistake(
          name,
          "must be "
              + Arrays.stream(type.getEnumConstants())
                  .map(each -> '"' + each.name().toLowerCase(Locale.ROOT) + '"')
                  .collect(Collectors.joining(" or ")));
      return otherwise;
    }

    private void addMistake(String where, String detail) {
      mistakes.add(new RequestError(where, detail));
    }
  }
}
