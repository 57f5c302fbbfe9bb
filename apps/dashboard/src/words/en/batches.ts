export default {
  title: 'batches',
}
