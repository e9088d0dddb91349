package dev.segmentnovu.worker.mapping;

import static dev.segmentnovu.testing.Mappings.mapping;
import static dev.segmentnovu.testing.Mappings.rule;
import static dev.segmentnovu.worker.mapping.MappingFixture.map;
import static dev.segmentnovu.worker.mapping.MappingFixture.requests;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.testing.Events;
import dev.segmentnovu.worker.novu.NovuRequest.Trigger;
import dev.segmentnovu.worker.testing.Quoted;
import org.junit.jupiter.api.Test;

/** The examples of docs/mapping.md. */
final class RuleExamplesTest {

  private static final Mapping MAPPING =
      mapping()
          .rule(
              rule("vip-order")
                  .when("event = \"Order Completed\" and properties.total >= 100")
                  .to("{ \"subscriberId\": userId, \"email\": context.traits.email }")
                  .payload(
                      "{ \"order\": properties.orderId, \"items\": $count(properties.products) }"))
          .rule(
              rule("new-comment")
                  .when("event = \"Comment Added\"")
                  .to(
                      "[{ \"type\": \"Topic\", \"topicKey\": \"document-\" &"
                          + " properties.documentId }, properties.ownerId]")
                  .payload(
                      "{ \"text\": $substring(properties.text, 0, 140), \"by\":"
                          + " context.traits.name }")
                  .actor("userId")
                  .transactionId("\"comment-\" & properties.commentId"))
          .rule(
              rule("welcome")
                  .when(
                      "type = \"identify\" and traits.plan = \"trial\""
                          + " and $toMillis(timestamp) - $toMillis(traits.createdAt) < 3600000")
                  .all())
          .rule(
              rule("trial-ended")
                  .when("$contains(event, /^Trial (Expired|Cancelled)$/)")
                  .to("{ \"type\": \"Topic\", \"topicKey\": \"sales\" }")
                  .payload("{ \"user\": userId, \"reason\": properties.reason ?? \"unknown\" }"))
          .workflow("Order Completed", "receipt")
          .build();

  @Test
  void large_orders_trigger_their_own_workflow() {
    Trigger large =
        last(
            Events.track("Order Completed")
                .user("u")
                .context("{'traits':{'email':'a@b.co'}}")
                .properties("{'total':100,'orderId':'o','products':[{},{}]}"));
    assertThat(large.workflow()).isEqualTo("vip-order");
    assertThat(large.to()).isEqualTo(Quoted.any("{'subscriberId':'u','email':'a@b.co'}"));
    assertThat(large.payload()).isEqualTo(Quoted.any("{'order':'o','items':2}"));

    assertThat(
            last(Events.track("Order Completed").user("u").properties("{'total':99.99}"))
                .workflow())
        .isEqualTo("receipt");
  }

  @Test
  void a_comment_notifies_a_topic_and_the_owner() {
    Trigger comment =
        last(
            Events.track("Comment Added")
                .user("u")
                .properties("{'documentId':7,'ownerId':12,'commentId':99,'text':'hi'}"));
    assertThat(comment.to())
        .isEqualTo(Quoted.any("[{'type':'Topic','topicKey':'document-7'},'12']"));
    assertThat(comment.transactionId()).isEqualTo("comment-99");
    assertThat(comment.actor()).isEqualTo(Quoted.any("'u'"));
    assertThat(comment.payload()).isEqualTo(Quoted.any("{'text':'hi'}"));

    assertThat(
            map(
                MAPPING,
                Events.track("Comment Added")
                    .user("u")
                    .property("documentId", 7)
                    .property("ownerId", 12)))
        .as("otherwise Novu would take all comments without an id for one")
        .isEqualTo(
            new MappingResult.Undeliverable(
                "mapping",
                "Rule 2 (new-comment), transactionId: part `properties.commentId` is missing in"
                    + " this event"));
  }

  @Test
  void started_and_ended_trials_trigger_their_workflows() {
    assertThat(requests(map(MAPPING, trialOfUserCreatedAt("2026-11-23T15:30:00Z")))).hasSize(2);
    assertThat(requests(map(MAPPING, trialOfUserCreatedAt("2026-11-22T15:30:00Z")))).hasSize(1);
    assertThat(last(Events.track("Trial Expired").user("u")).payload())
        .isEqualTo(Quoted.any("{'user':'u','reason':'unknown'}"));
  }

  private static Events trialOfUserCreatedAt(String time) {
    return Events.identify()
        .user("u")
        .timestamp("2026-11-23T16:00:00Z")
        .trait("plan", "trial")
        .trait("createdAt", time);
  }

  private static Trigger last(Events event) {
    var requests = requests(map(MAPPING, event));
    return (Trigger) requests.get(requests.size() - 1);
  }
}
