package dev.segmentnovu.queue.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.queue.admin.DeadLetters.Filter;
import dev.segmentnovu.queue.admin.DeadLetters.Position;
import dev.segmentnovu.queue.admin.EventField;
import dev.segmentnovu.queue.jobs.JobOrder.Action;
import dev.segmentnovu.queue.jobs.JobOrder.Mapping;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where an order names a user, who may have to be forgotten. */
class JobOrderTest {

  private static final EventField TYPE = new EventField(List.of("type"), "track");
  private static final EventField USER = new EventField(List.of("context", "user"), "ada-1");

  static Stream<JobOrder> ordersThatNameAda() {
    ObjectNode edit = EventCodec.JSON.createObjectNode();
    edit.putObject("properties").putArray("users").add("ada-1");
    return Stream.of(
        order(filter("ada-1", null, List.of()), null),
        order(filter(null, "refused for ada-1 by Novu", List.of()), null),
        order(filter(null, null, List.of(TYPE, USER)), null),
        order(filter(null, null, List.of()), edit));
  }

  @ParameterizedTest
  @MethodSource("ordersThatNameAda")
  void an_order_names_a_user_in_any_member_and_loses_the_name(JobOrder order) {
    assertThat(order.names("ada-1")).isTrue();
    assertThat(order.names("ada-2")).isFalse();
    assertThat(order.withoutUser().toString()).doesNotContain("ada-1");
  }

  private static JobOrder order(Filter filter, @Nullable ObjectNode edit) {
    return new JobOrder(
        Action.REPLAY, filter, List.of("web"), Position.TAIL, Mapping.CURRENT, false, edit, 100);
  }

  private static Filter filter(
      @Nullable String userId, @Nullable String text, List<EventField> fields) {
    return new Filter("web", null, userId, null, null, null, null, null, null, text, fields);
  }
}
