package dev.segmentnovu.config.setting.form;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which values the file may have at a setting, for people and for the JSON Schema. */
public sealed interface Shape {

  /** A whole number from {@code least} to {@code most}; {@link Long#MAX_VALUE} for no bound. */
  record Whole(long least, long most) implements Shape {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.whole(this);
    }

    /** Whether there is a largest number. */
    public boolean isBounded() {
      return most < Long.MAX_VALUE;
    }
  }

  /** One of these words. */
  record OneOf(List<String> words) implements Shape {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.oneOf(this);
    }
  }

  /** {@code true} or {@code false}. */
  record Flag() implements Shape {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.flag();
    }
  }

  /**
   * A duration.
   *
   * @param least the shortest, or null for anything above zero
   * @param most the longest, or null for no bound
   * @param orOff whether {@code off} stands for zero
   */
  record Time(@Nullable Duration least, @Nullable Duration most, boolean orOff) implements Shape {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.time(this);
    }
  }

  /** Any single value. */
  record Text() implements Shape {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.text();
    }
  }

  /** A JSONata expression over the event. */
  record Expression() implements Shape {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.expression();
    }
  }

  /** A single value, or a list of them. */
  record Texts() implements Shape {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.texts();
    }
  }

  /** A map from texts to texts, or one text that says the same. */
  record TextMap() implements Shape {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.textMap();
    }
  }

  /** A list of maps that have the settings of {@code item}. */
  record Items(Section item) implements Shape {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.items(this);
    }
  }

  /** One function per shape. */
  interface Cases<R> {
    R whole(Whole whole);

    R oneOf(OneOf oneOf);

    R flag();

    R time(Time time);

    R text();

    R expression();

    R texts();

    R textMap();

    R items(Items items);
  }

  /** Calls the function of this shape. */
  <R> R match(Cases<R> cases);
}
