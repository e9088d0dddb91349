package dev.segmentnovu.sandbox.environment;

import java.util.List;
import java.util.Locale;

/**
 * How many tokens a second Novu grants each environment, by category. The figures of the plans are
 * Novu's own.
 *
 * <p>{@code trigger} applies to {@code /v1/events}; {@code configuration} to subscribers, topics,
 * credentials, contexts and workflows; {@code global} is no sum of both but, as in Novu's {@code
 * ApiRateLimitInterceptor}, the category of the endpoints that name none: here the environment.
 *
 * @param serviceLevel as the header {@code RateLimit-Policy} names it
 * @param trigger tokens a second, at least 1
 * @param configuration tokens a second, at least 1
 * @param global tokens a second, at least 1
 */
public record RateLimits(String serviceLevel, int trigger, int configuration, int global) {

  /** Novu's free plan. */
  public static final RateLimits FREE = new RateLimits("free", 60, 20, 30);

  /** Novu's pro plan. */
  public static final RateLimits PRO = new RateLimits("pro", 240, 80, 120);

  /** Novu's business plan. */
  public static final RateLimits BUSINESS = new RateLimits("business", 600, 200, 300);

  /** Novu's enterprise plan. */
  public static final RateLimits ENTERPRISE = new RateLimits("enterprise", 6_000, 2_000, 3_000);

  /** The category of an endpoint. */
  public enum Category {
    TRIGGER,
    CONFIGURATION,
    GLOBAL;

    public final String label = name().toLowerCase(Locale.ROOT);
  }

  /** What a call costs, with any number of items. */
  public enum Cost {
    SINGLE(1),
    BULK(100);

    public final int tokens;
    public final String label = name().toLowerCase(Locale.ROOT);

    Cost(int tokens) {
      this.tokens = tokens;
    }
  }

  /**
   * Checks the figures.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public RateLimits {
    if (trigger < 1 || configuration < 1 || global < 1) {
      throw new IllegalArgumentException("a rate limit must be at least 1 a second");
    }
  }

  /** Limits in tokens a second that no plan has. */
  public static RateLimits perSecond(int trigger, int configuration, int global) {
    return new RateLimits("custom", trigger, configuration, global);
  }

  /**
   * The limits of a plan.
   *
   * @param name free, pro, business or enterprise, in any case
   * @throws IllegalArgumentException if there is no such plan
   */
  public static RateLimits ofPlan(String name) {
    List<RateLimits> plans = List.of(FREE, PRO, BUSINESS, ENTERPRISE);
    return plans.stream()
        .filter(plan -> plan.serviceLevel.equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no plan "
                        + name
                        + "; there are "
                        + plans.stream().map(RateLimits::serviceLevel).toList()));
  }

  public int perSecond(Category category) {
    return switch (category) {
      case TRIGGER -> trigger;
      case CONFIGURATION -> configuration;
      case GLOBAL -> global;
    };
  }
}
