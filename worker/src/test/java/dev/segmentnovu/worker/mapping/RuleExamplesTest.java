package dev.segmentnovu.worker.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.config.Mapping.CustomTraits;
import dev.segmentnovu.config.Mapping.Rule;
import dev.segmentnovu.config.Mapping.Unmapped;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.worker.Quoted;
import dev.segmentnovu.worker.novu.NovuRequest.Trigger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The examples of docs/mapping.md. */
final class RuleExamplesTest {

  private static final Mapping MAPPING =
      new Mapping(
          List.of(
              new Rule(
                  "event = \"Order Completed\" and properties.total >= 100",
                  "vip-order",
                  "{ \"subscriberId\": userId, \"email\": context.traits.email }",
                  "{ \"order\": properties.orderId, \"items\": $count(properties.products) }",
                  null,
                  null,
                  null,
                  null,
                  null,
                  false),
              new Rule(
                  "event = \"Comment Added\"",
                  "new-comment",
                  "[{ \"type\": \"Topic\", \"topicKey\": \"document-\" & properties.documentId },"
                      + " properties.ownerId]",
                  "{ \"text\": $substring(properties.text, 0, 140), \"by\": context.traits.name }",
                  null,
                  "userId",
                  null,
                  null,
                  "\"comment-\" & properties.commentId",
                  false),
              new Rule(
                  "type = \"identify\" and traits.plan = \"trial\""
                      + " and $toMillis(timestamp) - $toMillis(traits.createdAt) < 3600000",
                  "welcome",
                  null,
                  null,
                  null,
                  null,
                  null,
                  null,
                  null,
                  true),
              new Rule(
                  "$contains(event, /^Trial (Expired|Cancelled)$/)",
                  "trial-ended",
                  "{ \"type\": \"Topic\", \"topicKey\": \"sales\" }",
                  "{ \"user\": userId, \"reason\": properties.reason ?? \"unknown\" }",
                  null,
                  null,
                  null,
                  null,
                  null,
                  false)),
          Map.of("Order Completed", "receipt"),
          Unmapped.DEAD_LETTER,
          CustomTraits.MERGE,
          null);

  @Test
  void large_orders_have_a_workflow_of_their_own() {
    Trigger large =
        last(
            EventType.TRACK,
            "{'userId':'u','event':'Order Completed','context':{'traits':{'email':'a@b.co'}},"
                + "'properties':{'total':100,'orderId':'o','products':[{},{}]}}");
    assertThat(large.workflow()).isEqualTo("vip-order");
    assertThat(large.to()).isEqualTo(Quoted.any("{'subscriberId':'u','email':'a@b.co'}"));
    assertThat(large.payload()).isEqualTo(Quoted.any("{'order':'o','items':2}"));

    assertThat(
            last(
                    EventType.TRACK,
                    "{'userId':'u','event':'Order Completed','properties':{'total':99.99}}")
                .workflow())
        .isEqualTo("receipt");
  }

  @Test
  void a_comment_tells_a_topic_and_the_owner() {
    Trigger comment =
        last(
            EventType.TRACK,
            "{'userId':'u','event':'Comment Added','properties':{'documentId':7,'ownerId':12,"
                + "'commentId':99,'text':'hi'}}");
    assertThat(comment.to())
        .isEqualTo(Quoted.any("[{'type':'Topic','topicKey':'document-7'},'12']"));
    assertThat(comment.transactionId()).isEqualTo("comment-99");
    assertThat(comment.actor()).isEqualTo(Quoted.any("'u'"));
    assertThat(comment.payload()).isEqualTo(Quoted.any("{'text':'hi'}"));

    assertThat(
            MappingFixture.by(
                MAPPING,
                EventType.TRACK,
                "{'userId':'u','event':'Comment Added','properties':{'documentId':7,'ownerId':12}}"))
        .as("or all comments without an id would be one to Novu")
        .isEqualTo(
            new MappingResult.Undeliverable(
                "mapping",
                "Rule 2 (new-comment), transactionId: part `properties.commentId` is missing in"
                    + " this event"));
  }

  @Test
  void a_new_user_is_welcomed_and_the_end_of_a_trial_is_told() {
    String identify =
        "{'userId':'u','timestamp':'2026-11-23T16:00:00Z','traits':{'plan':'trial','createdAt':'%s'}}";
    assertThat(
            MappingFixture.requests(
                MappingFixture.by(
                    MAPPING, EventType.IDENTIFY, identify.formatted("2026-11-23T15:30:00Z"))))
        .hasSize(2);
    assertThat(
            MappingFixture.requests(
                MappingFixture.by(
                    MAPPING, EventType.IDENTIFY, identify.formatted("2026-11-22T15:30:00Z"))))
        .hasSize(1);
    assertThat(last(EventType.TRACK, "{'userId':'u','event':'Trial Expired'}").payload())
        .isEqualTo(Quoted.any("{'user':'u','reason':'unknown'}"));
  }

  private static Trigger last(EventType type, String body) {
    var requests = MappingFixture.requests(MappingFixture.by(MAPPING, type, body));
    return (Trigger) requests.get(requests.size() - 1);
  }
}
