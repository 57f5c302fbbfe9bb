export default {
  title: 'new-batch',
}
