package ai.faithful.training.evaluate;

/**
 * Both networks on one form of the test images.
 *
 * @param images which form: clean, pgd or imitation
 * @param count of images
 * @param student its scores
 * @param teacher its scores on the same images
 * @param agreement share of images on which both answer the same class
 * @param divergence mean KL(pT || pS), in nats
 * @param meanGap mean over images of |pS_y - pT_y|; over all images, teacher right or wrong
 */
public record View(
    String images,
    int count,
    Scores student,
    Scores teacher,
    double agreement,
    double divergence,
    double meanGap) {

  static View of(String images, Answers teacher, Answers student, int[] labels) {
    int n = labels.length;
    double same = 0;
    double divergence = 0;
    double gap = 0;
    for (int i = 0; i < n; i++) {
      same += teacher.answer(i) == student.answer(i) ? 1 : 0;
      divergence += teacher.divergence(i, student);
      gap += Math.abs(student.at(i, labels[i]) - teacher.at(i, labels[i]));
    }
    return new View(
        images,
        n,
        Scores.of(student, labels),
        Scores.of(teacher, labels),
        same / n,
        divergence / n,
        gap / n);
  }
}
