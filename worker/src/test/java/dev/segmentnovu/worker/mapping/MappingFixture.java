package dev.segmentnovu.worker.mapping;

import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.testing.Events;
import dev.segmentnovu.testing.Mappings;
import dev.segmentnovu.testing.Sources;
import dev.segmentnovu.worker.novu.NovuRequest;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Maps events of a source called {@code web}. */
final class MappingFixture {

  /** A track call with values of each kind. */
  static final String ORDER =
      "{'userId':'u1','event':'Order Completed','timestamp':'2026-11-23T16:00:00Z',"
          + "'context':{'traits':{'email':'a@b.co'}},'properties':{'id':7,'total':130.50,"
          + "'big':12345678901234567890,'none':null,'items':[{'n':1},{'n':2}],"
          + "'people':['a','b'],'blank':' '}}";

  private MappingFixture() {}

  static RelayConfig.Source source(Mapping mapping) {
    return Sources.source("web")
        .novu(URI.create("https://api.novu.co"), "k")
        .timeout(Duration.ofSeconds(1))
        .mapping(mapping)
        .build();
  }

  /** Maps an event. */
  static MappingResult map(Mapping mapping, Events event) {
    return new EventMapper(source(mapping)).map(event.event());
  }

  /** Maps an event that is a JSON object with single quotes. */
  static MappingResult map(Mapping mapping, EventType type, String json) {
    return map(mapping, Events.of(type, json));
  }

  /** Maps {@link #ORDER}. */
  static MappingResult mapOrder(Mappings mapping) {
    return map(mapping.build(), EventType.TRACK, ORDER);
  }

  /** The requests of a result that sends, in order. */
  static List<NovuRequest> requests(MappingResult result) {
    return result.match(
        send -> send.steps().stream().map(MappingResult.Step::request).toList(),
        skip -> {
          throw new AssertionError(skip);
        },
        undeliverable -> {
          throw new AssertionError(undeliverable);
        });
  }
}
