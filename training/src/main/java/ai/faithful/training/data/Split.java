package ai.faithful.training.data;

/** The two parts of a data set. */
public enum Split {
  TRAIN,
  TEST
}
