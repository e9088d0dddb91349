package dev.segmentnovu.config.setting;

import static dev.segmentnovu.config.setting.form.ValueTypes.DURATION;
import static dev.segmentnovu.config.setting.form.ValueTypes.EXPRESSION;
import static dev.segmentnovu.config.setting.form.ValueTypes.FLAG;
import static dev.segmentnovu.config.setting.form.ValueTypes.TEXT;

import dev.segmentnovu.config.Mapping.Rule;
import dev.segmentnovu.config.setting.form.Section;
import dev.segmentnovu.config.setting.form.Setting;
import dev.segmentnovu.config.setting.form.SettingValues;
import java.time.Duration;
import java.util.Optional;

/** The settings of one rule in {@code sources.*.rules}. */
public final class RuleSettings {

  static final Section RULE = Section.repeated("Which workflow to trigger, for whom, with what");

  public static final Setting<Optional<String>> WHEN =
      expression(
          "when",
          "Whether the rule matches; without it, it does",
          "type = \"track\" and event = \"Order Completed\" and properties.total >= 100");

  public static final Setting<Optional<String>> WORKFLOW =
      RULE.setting("workflow", TEXT)
          .describe("The identifier of the workflow to trigger")
          .required()
          .example("vip-order")
          .orEmpty();

  public static final Setting<Optional<String>> TO =
      expression(
          "to",
          "The recipient or recipients; by default the event's userId",
          "'{ \"subscriberId\": userId, \"email\": context.traits.email }'");

  public static final Setting<Optional<String>> PAYLOAD =
      expression(
          "payload",
          "An object; by default the event's properties or traits",
          "'{ \"order\": properties.orderId }'");

  public static final Setting<Optional<String>> OVERRIDES =
      expression("overrides", "An object", "...");

  public static final Setting<Optional<String>> ACTOR =
      expression("actor", "A subscriber id or an object", "...");

  public static final Setting<Optional<String>> TENANT =
      expression("tenant", "An identifier or an object", "...");

  public static final Setting<Optional<String>> CONTEXT =
      expression("context", "An object of 1 to 5 members", "...");

  public static final Setting<Optional<String>> TRANSACTION_ID =
      expression("transactionId", "A text, the same each time the same event is sent", "...");

  public static final Setting<Boolean> ALL =
      RULE.setting("all", FLAG)
          .describe("true: look at the rules after it, too")
          .example("true")
          .orElse("false");

  public static final Setting<Optional<Duration>> MAX_AGE =
      RULE.setting("maxAge", DURATION)
          .describe("The trigger is not sent once the event is older, by its timestamp")
          .example("5m")
          .orEmpty();

  private RuleSettings() {}

  private static Setting<Optional<String>> expression(String name, String text, String example) {
    return RULE.setting(name, EXPRESSION).describe(text).example(example).orEmpty();
  }

  /** The rule that is set. */
  public static Rule rule(SettingValues values) {
    String workflow = values.get(WORKFLOW).orElse("");
    if (workflow.isEmpty()) {
      values.error(WORKFLOW, "is required: the identifier of the workflow to trigger at Novu");
    }
    return new Rule(
        values.get(WHEN).orElse(null),
        workflow,
        values.get(TO).orElse(null),
        values.get(PAYLOAD).orElse(null),
        values.get(OVERRIDES).orElse(null),
        values.get(ACTOR).orElse(null),
        values.get(TENANT).orElse(null),
        values.get(CONTEXT).orElse(null),
        values.get(TRANSACTION_ID).orElse(null),
        values.get(ALL),
        values.get(MAX_AGE).orElse(null));
  }
}
