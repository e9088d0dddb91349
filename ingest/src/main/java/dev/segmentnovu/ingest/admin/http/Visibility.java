package dev.segmentnovu.ingest.admin.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.config.access.AdminRole;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whether the answer to a request shows personal data or masks it. A list masks it, unless an
 * operator asks with {@code reveal=true}. A single record masks it for viewers only. Each showing
 * is recorded.
 */
public final class Visibility {

  private final RoutingContext context;
  private final AuditLog audit;
  private final boolean masks;

  private Visibility(RoutingContext context, AuditLog audit, boolean masks) {
    this.context = context;
    this.audit = audit;
    this.masks = masks;
  }

  /**
   * Passes the visibility of a list to {@code then}, or answers 403 to a viewer who asks to see
   * personal data.
   *
   * @param reveal the value of {@link QueryParameters#reveal}
   */
  public static void ofList(
      RoutingContext context, AuditLog audit, boolean reveal, Consumer<Visibility> then) {
    var visibility = new Visibility(context, audit, !reveal);
    if (visibility.masks) {
      then.accept(visibility);
      return;
    }
    Operator.of(context)
        .refusal(AdminRole.OPERATOR, "To reveal personal data")
        .ifPresentOrElse(
            problem -> AdminResponses.problem(context, problem), () -> then.accept(visibility));
  }

  /** The visibility of a single record. */
  public static Visibility ofRecord(RoutingContext context, AuditLog audit) {
    boolean isOperator = Operator.of(context).role().includes(AdminRole.OPERATOR);
    return new Visibility(context, audit, !isOperator);
  }

  /** Whether personal data is masked. */
  public boolean masks() {
    return masks;
  }

  /**
   * Answers 200 with {@code json}, masked or as it is. The latter is recorded, except that a list
   * without {@code items} shows nothing.
   *
   * @param source the source of the data, or null for several
   * @param subject what is shown: the id of a record, the path of a list
   */
  public void respond(@Nullable String source, String subject, ObjectNode json) {
    if (!(json.path("items").isArray() && json.path("items").isEmpty())) {
      recordShowing(source, subject);
    }
    AdminResponses.json(context, 200, masks ? PersonalData.maskedAnswer(json) : json);
  }

  /** Records the showing, unless personal data is masked; see {@link #respond}. */
  public void recordShowing(@Nullable String source, String subject) {
    if (!masks) {
      audit.shown(context, source, subject);
    }
  }
}
