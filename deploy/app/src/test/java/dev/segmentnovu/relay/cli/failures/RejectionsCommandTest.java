package dev.segmentnovu.relay.cli.failures;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.relay.fixture.CannedRelay;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RejectionsCommandTest {

  private static final String ITEMS =
      "[{'at':'2026-11-29T14:00:00Z','source':'app','code':'id_not_string','message':'userId must be"
          + " a string or an integer','messageId':'m1','userId':null,'index':0},"
          + "{'at':'2026-11-29T14:00:00.001Z','source':'web','code':'event_not_defined',"
          + "'message':'event is required','messageId':null,'userId':'a***@***.com','index':3}]";

  private static final String LIST =
      "{'counts':[{'source':'app','code':'id_not_string','count':1},"
          + "{'source':'web','code':'event_not_defined','count':1200}],'items':"
          + ITEMS
          + "}";

  private CannedRelay relay;

  @BeforeEach
  void start() throws Exception {
    relay = new CannedRelay();
  }

  @AfterEach
  void stop() {
    relay.close();
  }

  @Test
  void a_wrong_signature_is_named_with_its_remedy_though_no_item_is_listed() {
    relay.on(
        "GET /admin/rejections",
        "{'counts':[{'source':'web','code':'unauthorized','count':4213}],'items':[]}");

    var run = relay.run("rejections");

    assertThat(run.out())
        .containsPattern("web +unauthorized +4,213")
        .contains("SEGMENT_SHARED_SECRET")
        .doesNotContain("MESSAGE ID");
    assertThat(run.exitCode()).isZero();
    assertThat(relay.lines()).containsExactly("GET /admin/rejections");
  }

  @Test
  void the_latest_are_listed_over_all_sources_with_the_reason() {
    relay.on("GET /admin/rejections", LIST);

    var run = relay.run("rejections");

    assertThat(run.out())
        .containsPattern("web +event_not_defined +1,200")
        .containsPattern(
            "14:00:00 +web +event_not_defined +a\\*\\*\\*@\\*\\*\\*.com +- +event is required")
        .containsPattern("14:00:00 +app +id_not_string +- +m1 +userId must be")
        .doesNotContain("SEGMENT_SHARED_SECRET");
    assertThat(run.out().indexOf("event is required")).isLessThan(run.out().indexOf("userId must"));
    assertThat(run.err()).contains("2 of 2 rejections that the relay keeps");
  }

  @Test
  void source_code_and_reveal_are_asked_for_and_the_list_ends_at_the_limit() {
    relay.on("GET /admin/rejections", LIST);

    var run =
        relay.run("rejections --source web --code event_not_defined --reveal --limit 1".split(" "));

    assertThat(relay.lines())
        .containsExactly("GET /admin/rejections?source=web&code=event_not_defined&reveal=true");
    assertThat(run.out()).contains("event is required").doesNotContain("userId must");
    assertThat(run.err()).contains("1 of 2 rejections");
  }

  @Test
  void nothing_rejected_is_said_and_json_is_the_answer_of_the_api() {
    relay.on("GET /admin/rejections", "{'counts':[],'items':[]}");

    assertThat(relay.run("rejections").err()).isEqualTo("No event was rejected.\n");
    assertThat(relay.run("rejections", "--json").out()).isEqualTo("{\"counts\":[],\"items\":[]}\n");
    assertThat(relay.run("rejections", "--limit", "0").exitCode()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 80, 120})
  void the_tables_fit_the_terminal(int columns) {
    relay.on("GET /admin/rejections", LIST);

    assertThat(relay.runAt(columns, "rejections").out().lines())
        .allMatch(line -> line.length() <= columns);
  }
}
